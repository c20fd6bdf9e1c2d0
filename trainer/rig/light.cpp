#include "trainer/rig/light.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

namespace ganmut {

namespace {

/// The nine polynomials, without their factors: the least squares find those.
cv::Vec<float, 9> harmonics(const cv::Vec3f &n) {
  const float x = n[0], y = n[1], z = n[2];
  return {1.F, x, y, z, x * y, x * z, y * z, x * x - y * y, 3.F * z * z - 1.F};
}

} // namespace

Light::Light(const cv::Mat &brightness, const cv::Mat &normals, const cv::Mat &skin) {
  using Vector = Eigen::Matrix<float, 9, 1>;
  constexpr float curb = 0.05F; // of the second order and the direction, a part of the pixels
  constexpr int most_rows = 128;
  const int step = std::max(1, brightness.rows / most_rows);
  Eigen::Matrix<float, 9, 9> squares = Eigen::Matrix<float, 9, 9>::Zero();
  Vector products = Vector::Zero();
  float count = 0.F;
  for (int y = 0; y < brightness.rows; y += step)
    for (int x = 0; x < brightness.cols; x += step) {
      if (skin.at<uchar>(y, x) == 0)
        continue;
      const auto terms = harmonics(normals.at<cv::Vec3f>(y, x));
      const Eigen::Map<const Vector> row(terms.val);
      squares.noalias() += row * row.transpose();
      products += brightness.at<float>(y, x) * row;
      count += 1.F;
    }
  if (count == 0.F) {
    coefficients_[0] = 1.F;
    return;
  }
  least_ = products[0] / count / 5.F;
  squares.diagonal().tail<8>().array() += curb * count;
  squares(0, 0) += 1e-3F;
  Eigen::Map<Vector>(coefficients_.val) = squares.ldlt().solve(products);
}

float Light::on(const cv::Vec3f &normal) const {
  return std::max(coefficients_.dot(harmonics(normal)), least_);
}

} // namespace ganmut
