#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// `flow` (CV_32FC2, see RenderedLayers::upper) where glasses stay as they are: their frames lie on the nose, brows and
/// cheeks move behind them, and lids behind the lenses. `share`: how sure it is that the face wears some, [0, 1];
/// `landmarks`: in the flow's pixels.
cv::Mat with_glasses_held(const cv::Mat &flow, const Landmarks &landmarks, float share);

} // namespace ganmut
