#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Adam (Kingma and Ba 2015) whose steps read and write the memory once instead of once an operation.
///
/// On the CPU the operations of torch::optim::Adam run block by block, so that a block stays in the cache: the same
/// numbers to the bit. On CUDA the whole step is LibTorch's own fused kernel. Knows no weight decay and no amsgrad.
class FusedAdam : public torch::optim::Adam {
public:
  using torch::optim::Adam::Adam;

  /// Moves all parameters that have a gradient. A closure, which Adam does not need, is not called.
  torch::Tensor step(LossClosure closure = nullptr) override;
};

} // namespace ganmut
