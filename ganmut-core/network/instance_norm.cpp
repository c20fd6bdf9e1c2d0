#include "network/instance_norm.h"

namespace ganmut {

InstanceNormImpl::InstanceNormImpl(int channels) {
  weight_ = register_parameter("weight", torch::ones(channels));
  bias_ = register_parameter("bias", torch::zeros(channels));
  running_mean_ = register_buffer("running_mean", torch::zeros(channels));
  running_var_ = register_buffer("running_var", torch::ones(channels));
  register_buffer("num_batches_tracked", torch::zeros({}, torch::kLong)); // stays 0 in PyTorch, too
}

torch::Tensor InstanceNormImpl::forward(const torch::Tensor &x) {
  const bool track = is_training();
  return torch::instance_norm(x, weight_, bias_, track ? running_mean_ : torch::Tensor(),
                              track ? running_var_ : torch::Tensor(), /*use_input_stats=*/true, /*momentum=*/0.1,
                              /*eps=*/1e-5, torch::globalContext().userEnabledCuDNN());
}

} // namespace ganmut
