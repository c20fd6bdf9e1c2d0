#pragma once

#include <cstdint>
#include <vector>

#include <torch/torch.h>

#include "trainer/state/run_state.h"

namespace ganmut {

/// Keeps small gradients from vanishing in float16: losses are multiplied by a large power of two before their
/// gradients are taken, which are divided by it again. The factor is halved when a gradient overflows and doubled after
/// many steps without (Micikevicius et al. 2018; the numbers are those of torch.cuda.amp.GradScaler).
class LossScale {
public:
  /// `loss`: a scalar.
  torch::Tensor scaled(const torch::Tensor &loss) const { return loss * factor_; }

  /// Divides the gradients of `parameters` in place. False where one is no longer finite: no step must be taken with
  /// them. Throws Error(Failed) when they overflow whatever the factor.
  bool unscale(const std::vector<torch::Tensor> &parameters);

  double factor() const { return factor_; }

  /// As `name`/factor and `name`/steps.
  void save(RunState &state, const std::string &name) const;
  /// A state without `name`, of a run in other numbers, leaves the start value.
  void load(const RunState &state, const std::string &name);

private:
  double factor_ = 65536;
  std::int64_t steps_ = 0; ///< since the factor changed
};

} // namespace ganmut
