#include "trainer/augment/affine_augment.h"

#include <opencv2/imgproc.hpp>

namespace ganmut {

AffineParams draw_affine(std::mt19937_64 &random) {
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  AffineParams params;
  params.rotation = uniform(-7.5, 7.5);
  params.shift_x = uniform(-7.5, 7.5);
  params.shift_y = uniform(-7.5, 7.5);
  params.zoom = uniform(1.075, 1.15);
  params.mirror = uniform(0, 1);
  return params;
}

cv::Matx23d affine_matrix(const AffineParams &params, int size) {
  const double centre = size / 2.0 - 0.5;
  cv::Matx23d matrix =
      cv::getRotationMatrix2D({static_cast<float>(centre), static_cast<float>(centre)}, params.rotation, 1);
  matrix(0, 2) += params.shift_x;
  matrix(1, 2) += params.shift_y;
  matrix *= params.zoom;
  matrix(0, 2) += (1.0 - params.zoom) * centre;
  matrix(1, 2) += (1.0 - params.zoom) * centre;
  if (params.mirror > 0.5) {
    matrix(0, 0) = -matrix(0, 0);
    matrix(0, 1) = -matrix(0, 1);
    matrix(0, 2) = size - matrix(0, 2); // half a pixel aside, as in the official code
  }
  return matrix;
}

cv::Mat augment(const cv::Mat &picture, const AffineParams &params, Interpolation interpolation) {
  cv::Mat result;
  cv::warpAffine(picture, result, affine_matrix(params, picture.cols), picture.size(),
                 interpolation == Interpolation::Nearest ? cv::INTER_NEAREST : cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                 cv::Scalar());
  return result;
}

} // namespace ganmut
