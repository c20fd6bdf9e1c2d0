#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>
#include <ganmut/model.h>

namespace ganmut {

/// The 2x3 affine matrix that takes a point of the aligned picture (`image_size` square, pixel centres at
/// whole numbers) to the frame. Similarity: least squares (Umeyama 1991) over right eye (36..41), left eye
/// (42..47) and nose (27..35). Box: the box stretched, as cv::resize does it.
cv::Matx23f aligned_to_frame(const Alignment &alignment, int image_size, const Face &face);

/// The inverse of an affine matrix.
cv::Matx23f inverted(const cv::Matx23f &matrix);

} // namespace ganmut
