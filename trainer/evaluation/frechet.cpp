#include "trainer/evaluation/frechet.h"

#include <algorithm>

namespace ganmut {

namespace {

/// The square root of a symmetric positive semidefinite matrix.
torch::Tensor root(const torch::Tensor &matrix) {
  const auto [values, vectors] = torch::linalg_eigh(matrix);
  return vectors.matmul((values.clamp_min(0).sqrt().unsqueeze(1) * vectors.t()));
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

} // namespace ganmut
