#pragma once

#include <string>

#include <torch/torch.h>

#include "trainer/state/run_state.h"

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

/// Moments and counter of every parameter that has been moved, as `name`/NUMBER/exp_avg and so on.
void save_moments(const torch::optim::Adam &optimizer, RunState &state, const std::string &name);
/// The way back. `optimizer` must have the parameters it had, in their order. Throws Error(WrongKind).
void load_moments(torch::optim::Adam &optimizer, const RunState &state, const std::string &name);

} // namespace ganmut
