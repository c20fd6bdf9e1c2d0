#include "network/gaussian_generator.h"

namespace ganmut {

namespace {

/// Rotations by `angles` [classes], [classes, 2, 2].
torch::Tensor turns(const torch::Tensor &angles) {
  const auto cosine = angles.cos(), sine = angles.sin();
  return torch::stack({cosine, -sine, sine, cosine}, 1).view({-1, 2, 2});
}

torch::nn::Linear without_bias(int in, int out) {
  return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(false));
}

} // namespace

GaussianGeneratorImpl::GaussianGeneratorImpl(int dimensions, int classes, int width, int blocks, TrunkKind kind) {
  check_sizes(dimensions, classes, width, blocks);
  if (dimensions == 2) {
    angles_ = register_module("covariance_angles", without_bias(classes, 1));
    axes_ = register_module("covariance_axes", without_bias(2, classes));
    torch::nn::init::zeros_(angles_->weight);
    torch::nn::init::ones_(axes_->weight);
  } else {
    factors_ = register_module("covariance_factors", without_bias(6, classes));
    torch::nn::init::zeros_(factors_->weight);
  }
  mu_ = register_module("mu", without_bias(dimensions, classes));
  add_trunk(dimensions, width, blocks, kind);
}

torch::Tensor GaussianGeneratorImpl::means() const {
  return mu_->weight.tanh();
}

/// Cholesky factors of the 3-D covariances, [classes, 3, 3]; kept row by row, logarithms on the diagonal.
torch::Tensor GaussianGeneratorImpl::lower() const {
  const auto part = [&](int column) { return factors_->weight.select(1, column); };
  const auto zero = torch::zeros_like(part(0));
  return torch::stack({part(0).exp(), zero, zero, part(1), part(2).exp(), zero, part(3), part(4), part(5).exp()}, 1)
      .view({-1, 3, 3});
}

torch::Tensor GaussianGeneratorImpl::covariances() const {
  if (dimensions() == 3)
    return lower().matmul(lower().transpose(1, 2));
  const auto rotation = turns(angles_->weight[0]);
  return rotation.matmul(torch::diag_embed(axes_->weight.abs())).matmul(rotation.transpose(1, 2));
}

torch::Tensor GaussianGeneratorImpl::mahalanobis(const torch::Tensor &codes) const {
  const auto offsets = codes.unsqueeze(1) - means().unsqueeze(0); // [N, classes, dimensions]
  if (dimensions() == 2)
    return torch::einsum("nki,kij,nkj->nk", {offsets, covariances().inverse(), offsets});
  const auto whitened = torch::linalg_solve_triangular(lower(), offsets.permute({1, 2, 0}), /*upper=*/false);
  return whitened.square().sum(1).t();
}

} // namespace ganmut
