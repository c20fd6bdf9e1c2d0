#include "network/linear_generator.h"

namespace F = torch::nn::functional;

namespace ganmut {

LinearGeneratorImpl::LinearGeneratorImpl(int dimensions, int classes, int width, int blocks, TrunkKind kind) {
  check_sizes(dimensions, classes, width, blocks);
  axes_ = register_module("axes", torch::nn::Linear(dimensions, classes - 1));
  torch::NoGradGuard no_grad;
  axes_->weight.mul_(0.0001); // short axes are soon turned by a gradient; only their direction counts
  add_trunk(dimensions, width, blocks, kind);
}

torch::Tensor LinearGeneratorImpl::unit_axes() const {
  return F::normalize(axes_->weight, F::NormalizeFuncOptions().p(2).dim(1));
}

torch::Tensor LinearGeneratorImpl::codes_of(const torch::Tensor &labels, const torch::Tensor &strengths) const {
  const auto one_hot = torch::one_hot(labels, classes()).to(axes_->weight.scalar_type());
  return one_hot.slice(1, 1).mm(unit_axes()) * strengths.unsqueeze(1);
}

} // namespace ganmut
