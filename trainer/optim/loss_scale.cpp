#include "trainer/optim/loss_scale.h"

#include <ganmut/error.h>

namespace ganmut {

namespace {

constexpr std::int64_t steps_until_doubled = 2000;
constexpr double smallest = 1. / 65536;

} // namespace

bool LossScale::unscale(const std::vector<torch::Tensor> &parameters) {
  std::vector<torch::Tensor> largest; // of each gradient, to fetch one number from the device in all
  for (const auto &parameter : parameters)
    if (auto &gradient = parameter.mutable_grad(); gradient.defined())
      largest.push_back(gradient.mul_(1 / factor_).abs().max());
  const bool finite = largest.empty() || torch::stack(largest).isfinite().all().item<bool>();
  steps_ = finite ? steps_ + 1 : 0;
  if (!finite)
    factor_ /= 2;
  if (factor_ < smallest)
    throw Error(ErrorKind::Failed, "The gradients overflow float16 again and again; use --precision bf16 or fp32.");
  if (steps_ == steps_until_doubled) {
    factor_ *= 2;
    steps_ = 0;
  }
  return finite;
}

void LossScale::save(RunState &state, const std::string &name) const {
  state.put(name + "/factor", torch::tensor(factor_, torch::kDouble));
  state.put(name + "/steps", torch::tensor(steps_, torch::kLong));
}

void LossScale::load(const RunState &state, const std::string &name) {
  if (!state.has_tensor(name + "/factor"))
    return;
  factor_ = state.tensor(name + "/factor").item<double>();
  steps_ = state.tensor(name + "/steps").item<std::int64_t>();
}

} // namespace ganmut
