#pragma once

#include <torch/torch.h>

namespace ganmut {

/// One step of an exponential moving average (EMA) of a network's parameters: ema * decay + module * (1 - decay). Both
/// are networks of the same sizes. Such an average renders calmer than the last iteration alone (Yazici et al. 2019).
inline void update_ema(torch::nn::Module &ema, const torch::nn::Module &module, double decay) {
  torch::NoGradGuard no_grad;
  const auto from = module.parameters(), to = ema.parameters();
  for (std::size_t i = 0; i < from.size(); ++i)
    to[i].lerp_(from[i], 1 - decay);
}

} // namespace ganmut
