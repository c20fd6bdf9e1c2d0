#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "geometry/rendering.h"

namespace ganmut {

/// A smile that goes takes its folds along, from the wings of the nose past the corners of the mouth: no flow irons
/// them out. The lift of `layers` brightens what is darker there than the skin on both sides; as grey, since shadows in
/// skin are redder than it is, and a gain would leave red lines.
/// `crop`: CV_8UC3 BGR, the aligned picture; `landmarks`: its pixels; `share`: how much of a whole smile goes, [0, 1].
void smooth_smile_folds(RenderedLayers &layers, const cv::Mat &crop, const Landmarks &landmarks, float share);

} // namespace ganmut
