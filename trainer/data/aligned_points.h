#pragma once

#include <array>

#include <ganmut/face.h>
#include <opencv2/core.hpp>

namespace ganmut {

/// `landmarks` in [-1, 1] coordinates of an aligned picture of `size` pixels: x0, y0 ... x67, y67. `to_frame`: pixels
/// of that picture to those of the landmarks, see aligned_to_frame().
std::array<float, 136> aligned_points(const Landmarks &landmarks, const cv::Matx23f &to_frame, int size);

} // namespace ganmut
