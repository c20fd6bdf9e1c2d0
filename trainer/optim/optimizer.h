#pragma once

#include <optional>

#include "trainer/device/precision.h"
#include "trainer/distributed/shard.h"
#include "trainer/optim/fused_adam.h"
#include "trainer/optim/loss_scale.h"

namespace ganmut {

/// Weights that move together.
struct ParameterGroup {
  std::vector<torch::Tensor> parameters;
  double rate = 1; ///< their learning rate as a part of the optimizer's
};

/// Moves the weights of a network, or of several, down a loss: their gradients, averaged over processes, and Adam.
class Optimizer {
public:
  /// `parameters`: the weights that move, and no others. With float16 as `precision` losses are scaled (LossScale).
  Optimizer(std::vector<torch::Tensor> parameters, const torch::optim::AdamOptions &options, Precision precision);

  /// `largest_norm`: gradients whose norm over all groups is larger are scaled down to it; 0: none are.
  Optimizer(std::vector<ParameterGroup> groups, const torch::optim::AdamOptions &options, Precision precision,
            double largest_norm);

  /// One step; `loss`: a scalar. The gradients stay until the next one. In float16 no weight moves where a gradient
  /// overflowed. Throws Error: see GradientExchange and LossScale::unscale.
  void step(const torch::Tensor &loss);

  void set_learning_rate(double rate);
  void set_gradient_exchange(GradientExchange exchange) { exchange_ = std::move(exchange); }

  /// Adam's moments, and the scale of the loss where there is one.
  void save(RunState &state, const std::string &name) const;
  void load(const RunState &state, const std::string &name);

private:
  const std::vector<ParameterGroup> groups_;
  const std::vector<torch::Tensor> parameters_; ///< of all groups
  const double largest_norm_;
  FusedAdam adam_;
  std::optional<LossScale> scale_;
  GradientExchange exchange_;
};

} // namespace ganmut
