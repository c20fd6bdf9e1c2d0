#pragma once

#include <opencv2/core.hpp>

namespace ganmut {

/// The structural similarity (Wang et al. 2004) of two pictures of the same size (CV_8UC3 BGR), in grey, its mean over
/// `part`: window gaussian, 11 pixels wide, deviation 1.5; K1 = 0.01, K2 = 0.03, L = 255. 1 for equal pictures.
double ssim(const cv::Mat &a, const cv::Mat &b, const cv::Rect &part);

} // namespace ganmut
