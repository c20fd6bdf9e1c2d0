#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Group normalization whose scale and shift come from the condition (FiLM, Perez et al. 2018).
/// Starts as plain normalization: the projection is zero at first.
struct FilmNormImpl : torch::nn::Module {
  /// `channels`: of the feature map, a multiple of 8. `features`: of the condition.
  FilmNormImpl(int channels, int features);

  /// `x`: [N, channels, H, W]. `condition`: [N, features].
  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &condition);

private:
  torch::nn::GroupNorm norm_{nullptr};
  torch::nn::Linear project_{nullptr};
};
TORCH_MODULE(FilmNorm);

} // namespace ganmut
