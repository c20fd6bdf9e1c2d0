#pragma once

#include <random>

#include <opencv2/core.hpp>

namespace ganmut {

/// Between pixels, when a picture is turned or moved.
enum class Interpolation {
  Nearest, ///< official
  Bilinear,
};

/// One random affine change, in the order in which the official code draws its numbers.
struct AffineParams {
  double rotation = 0; ///< degrees, counter-clockwise, [-7.5, 7.5]
  double shift_x = 0;  ///< pixels, [-7.5, 7.5]
  double shift_y = 0;  ///< pixels, [-7.5, 7.5]
  double zoom = 1;     ///< [1.075, 1.15]
  double mirror = 0;   ///< [0, 1]; above 0.5 the picture is mirrored
};

/// Draws every number evenly from its range.
AffineParams draw_affine(std::mt19937_64 &random);

/// Source to destination for a square picture of `size` pixels (`utils/transforms.py`, AffineCompose).
cv::Matx23d affine_matrix(const AffineParams &params, int size);

/// The changed picture, black outside. `picture`: square, 8 bits. The official code takes the nearest pixel.
cv::Mat augment(const cv::Mat &picture, const AffineParams &params,
                Interpolation interpolation = Interpolation::Nearest);

} // namespace ganmut
