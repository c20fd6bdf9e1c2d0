#include "network/gaussian_generator.h"

#include "network/network_sizes.h"

namespace ganmut {

namespace {

/// Rotations by `angles` [classes] in the plane of axes `first` and `second`, [classes, dimensions, dimensions].
torch::Tensor turns(const torch::Tensor &angles, int dimensions, int first, int second) {
  const auto cosine = angles.cos(), sine = angles.sin();
  const auto zero = torch::zeros_like(angles), one = torch::ones_like(angles);
  std::vector<torch::Tensor> cells(static_cast<std::size_t>(dimensions) * dimensions, zero);
  const auto cell = [&](int row, int column) -> torch::Tensor & { return cells[row * dimensions + column]; };
  for (int i = 0; i < dimensions; ++i)
    cell(i, i) = i == first || i == second ? cosine : one;
  cell(first, second) = -sine;
  cell(second, first) = sine;
  return torch::stack(cells, 1).view({-1, dimensions, dimensions});
}

torch::nn::Linear without_bias(int in, int out) {
  return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(false));
}

} // namespace

GaussianGeneratorImpl::GaussianGeneratorImpl(int dimensions, int classes, int width, int blocks) {
  check_generator_sizes(dimensions, classes, width, blocks);
  angles_ = register_module("covariance_angles", without_bias(classes, dimensions == 2 ? 1 : 3));
  axes_ = register_module("covariance_axes", without_bias(dimensions, classes));
  mu_ = register_module("mu", without_bias(dimensions, classes));
  torch::nn::init::zeros_(angles_->weight);
  torch::nn::init::ones_(axes_->weight);
  add_trunk(dimensions, width, blocks);
}

torch::Tensor GaussianGeneratorImpl::means() const {
  return mu_->weight.tanh();
}

torch::Tensor GaussianGeneratorImpl::covariances() const {
  const auto &angles = angles_->weight;
  auto rotation = turns(angles[0], dimensions(), 0, 1);
  if (dimensions() == 3)
    rotation = rotation.matmul(turns(-angles[1], 3, 0, 2)).matmul(turns(angles[2], 3, 1, 2));
  return rotation.matmul(torch::diag_embed(axes_->weight.abs())).matmul(rotation.transpose(1, 2));
}

torch::Tensor GaussianGeneratorImpl::mahalanobis(const torch::Tensor &codes) const {
  const auto offsets = codes.unsqueeze(1) - means().unsqueeze(0); // [N, classes, dimensions]
  return torch::einsum("nki,kij,nkj->nk", {offsets, covariances().inverse(), offsets});
}

} // namespace ganmut
