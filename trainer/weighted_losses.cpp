#include "trainer/weighted_losses.h"

namespace ganmut {

void WeightedLosses::add(const std::string &name, const torch::Tensor &value, double weight) {
  terms_.emplace_back(name, value.detach());
  total_ = total_.defined() ? total_ + weight * value : weight * value;
}

Losses WeightedLosses::values() const {
  Losses losses;
  for (const auto &[name, value] : terms_)
    losses.emplace_back(name, value.item<double>());
  return losses;
}

} // namespace ganmut
