#include "trainer/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include <opencv2/imgproc.hpp>

#include "trainer/augment/batch_augment.h"

namespace ganmut {

namespace {

/// The square root of a symmetric positive semidefinite matrix.
torch::Tensor root(const torch::Tensor &matrix) {
  const auto [values, vectors] = torch::linalg_eigh(matrix);
  return vectors.matmul((values.clamp_min(0).sqrt().unsqueeze(1) * vectors.t()));
}

std::vector<double> ranks(const std::vector<double> &values) {
  std::vector<double> result;
  for (const double value : values) {
    const auto below = std::count_if(values.begin(), values.end(), [&](double other) { return other < value; });
    const auto equal = std::count(values.begin(), values.end(), value);
    result.push_back(static_cast<double>(below) + 0.5 * static_cast<double>(equal - 1));
  }
  return result;
}

cv::Mat grey(const cv::Mat &picture) {
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_64F);
  return grey;
}

/// Of each pixel, weighed by the window.
cv::Mat local_mean(const cv::Mat &values) {
  cv::Mat mean;
  cv::GaussianBlur(values, mean, {11, 11}, 1.5);
  return mean;
}

} // namespace

Normal normal_of(const torch::Tensor &rows, const torch::Tensor &weights) {
  const auto x = rows.to(torch::kDouble);
  auto w = weights.defined() ? weights.to(torch::kDouble) : torch::ones({x.size(0)}, torch::kDouble);
  w = (w / w.sum()).unsqueeze(1);
  const auto mean = (x * w).sum(0);
  const auto centred = x - mean;
  return {mean, centred.t().matmul(centred * w)};
}

double frechet_distance(const Normal &a, const Normal &b) {
  // tr (C1 C2)^(1/2) by a symmetric matrix of the same eigenvalues, which keeps to real numbers.
  const auto half = root(a.covariance);
  const auto product = half.matmul(b.covariance).matmul(half);
  const auto cross = torch::linalg_eigvalsh(0.5 * (product + product.t())).clamp_min(0).sqrt().sum();
  const auto distance = (a.mean - b.mean).square().sum() + a.covariance.trace() + b.covariance.trace() - 2 * cross;
  return std::max(0., distance.item<double>());
}

double pearson(const std::vector<double> &a, const std::vector<double> &b) {
  const auto count = static_cast<double>(a.size());
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.) / count;
  const double mean_b = std::accumulate(b.begin(), b.end(), 0.) / count;
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

double spearman(const std::vector<double> &a, const std::vector<double> &b) {
  return pearson(ranks(a), ranks(b));
}

double ssim(const cv::Mat &a, const cv::Mat &b, const cv::Rect &part) {
  constexpr double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255;
  const cv::Mat x = grey(a), y = grey(b);
  const cv::Mat mx = local_mean(x), my = local_mean(y);
  const cv::Mat xx = local_mean(x.mul(x)) - mx.mul(mx), yy = local_mean(y.mul(y)) - my.mul(my);
  const cv::Mat xy = local_mean(x.mul(y)) - mx.mul(my);
  const cv::Mat above = (2 * mx.mul(my) + c1).mul(2 * xy + c2);
  const cv::Mat below = (mx.mul(mx) + my.mul(my) + c1).mul(xx + yy + c2);
  const cv::Mat map = above / below;
  return cv::mean(map(part))[0];
}

LandmarkShifts::LandmarkShifts(const torch::Tensor &landmarks, const torch::Tensor &labels, std::int64_t classes) {
  std::vector<torch::Tensor> means;
  for (std::int64_t k = 0; k < classes; ++k) {
    const auto mean = landmarks.index_select(0, (labels == k).nonzero().flatten()).mean(0);
    const auto mirrored = mean.index_select(0, mirrored_points()) * torch::tensor({-1.F, 1.F});
    means.push_back(0.5 * (mean + mirrored));
  }
  means_ = torch::stack(means);
}

double amount_of(const torch::Tensor &moved, const torch::Tensor &expected) {
  const auto whole = expected.square().sum().item<double>();
  return whole > 0 ? (moved * expected).sum().item<double>() / whole : 0;
}

double cosine_of(const torch::Tensor &moved, const torch::Tensor &expected) {
  const auto lengths = (moved.norm() * expected.norm()).item<double>();
  return lengths > 0 ? (moved * expected).sum().item<double>() / lengths : 0;
}

} // namespace ganmut
