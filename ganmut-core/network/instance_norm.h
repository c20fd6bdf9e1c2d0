#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Instance normalization by the statistics of the picture at hand, in train() and eval() alike.
/// The official networks keep running statistics and never use them; torch::nn::InstanceNorm2d would, in eval().
/// They are updated in train() (momentum 0.1) so that the state_dict equals the official one.
struct InstanceNormImpl : torch::nn::Module {
  explicit InstanceNormImpl(int channels);

  /// `x`: [N, channels, H, W].
  torch::Tensor forward(const torch::Tensor &x);

private:
  torch::Tensor weight_, bias_, running_mean_, running_var_;
};
TORCH_MODULE(InstanceNorm);

} // namespace ganmut
