#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// `flow` (CV_32FC2, where each pixel comes from, aligned pixels) without what moves behind the jaw: a network's flow
/// is smooth and fades slowly beyond the face, so that walls and collars would bend with cheeks and chin. A face that
/// grows covers what is behind it; where it shrinks, what is next to it is stretched. Ears move with the face, from the
/// second landmark of the jaw upwards. `landmarks`: of the face before, aligned pixels.
cv::Mat with_background_held(const cv::Mat &flow, const Landmarks &landmarks);

} // namespace ganmut
