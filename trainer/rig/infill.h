#pragma once

#include <opencv2/core.hpp>

namespace ganmut {

/// `values` (CV_32FC2) where `known` (CV_8UC1) is not 0, continued smoothly into all other pixels: pull-push through a
/// pyramid of halves (Gortler et al., The Lumigraph, 1996). 0 everywhere where nothing is known.
cv::Mat infill(const cv::Mat &values, const cv::Mat &known);

} // namespace ganmut
