#pragma once

#include <array>

#include <opencv2/core.hpp>

#include <ganmut/face.h>
#include <ganmut/model.h>

namespace ganmut {

/// The 2x3 affine matrix that takes a point of the aligned picture (`image_size` square, pixel centres at
/// whole numbers) to the frame.
/// Similarity: the inverse of the least-squares fit (Umeyama 1991) of the face's right eye (mean of points 36..41),
/// left eye (42..47) and nose (27..35) to the template. A template point (u, v) lies at pixel
/// (u * image_size - 0.5, v * image_size - 0.5). Only the landmarks are read.
/// Box: the box stretched, as cv::resize does it. Only the box is read.
/// Throws Error(BadArgument) where the face gives no such matrix: an empty box, landmarks in one point, no numbers.
cv::Matx23f aligned_to_frame(const Alignment &alignment, int image_size, const Face &face);

/// Centres of the person's right eye, left eye and nose in a face's landmarks: what a similarity alignment looks at.
std::array<cv::Point2d, 3> anchor_points(const Landmarks &landmarks);

} // namespace ganmut
