#pragma once

#include <opencv2/core.hpp>

#include "geometry/affine.h"

namespace ganmut {

enum class Smoothness { Linear, Cubic };

/// `source` seen through `source_from_result`: CV_32FC(channels) of `size`, border replicated. Antialiased: where the
/// result is coarser than the source, the source is first averaged to about its scale.
cv::Mat resample(const cv::Mat &source, const Affine &source_from_result, cv::Size size, Smoothness smoothness);

} // namespace ganmut
