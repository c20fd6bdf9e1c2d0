#include "trainer/data/augmentation.h"

#include <opencv2/imgproc.hpp>

namespace ganmut {

AffineDraws draw_affine(std::mt19937_64 &random) {
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  AffineDraws draws;
  draws.rotation = uniform(-7.5, 7.5);
  draws.shift_x = uniform(-7.5, 7.5);
  draws.shift_y = uniform(-7.5, 7.5);
  draws.zoom = uniform(1.075, 1.15);
  draws.mirror = uniform(0, 1);
  return draws;
}

cv::Matx23d affine_matrix(const AffineDraws &draws, int size) {
  const double centre = size / 2.0 - 0.5;
  cv::Matx23d matrix =
      cv::getRotationMatrix2D({static_cast<float>(centre), static_cast<float>(centre)}, draws.rotation, 1);
  matrix(0, 2) += draws.shift_x;
  matrix(1, 2) += draws.shift_y;
  matrix *= draws.zoom;
  matrix(0, 2) += (1.0 - draws.zoom) * centre;
  matrix(1, 2) += (1.0 - draws.zoom) * centre;
  if (draws.mirror > 0.5) {
    matrix(0, 0) = -matrix(0, 0);
    matrix(0, 1) = -matrix(0, 1);
    matrix(0, 2) = size - matrix(0, 2); // half a pixel aside, as in the official code
  }
  return matrix;
}

cv::Mat augment(const cv::Mat &picture, const AffineDraws &draws, Interpolation interpolation) {
  cv::Mat result;
  cv::warpAffine(picture, result, affine_matrix(draws, picture.cols), picture.size(),
                 interpolation == Interpolation::Nearest ? cv::INTER_NEAREST : cv::INTER_LINEAR, cv::BORDER_CONSTANT,
                 cv::Scalar());
  return result;
}

} // namespace ganmut
