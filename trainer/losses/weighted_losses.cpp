#include "trainer/losses/weighted_losses.h"

namespace ganmut {

void WeightedLosses::add(const std::string &name, const torch::Tensor &value, double weight) {
  terms_.emplace_back(name, value.detach());
  total_ = total_.defined() ? total_ + weight * value : weight * value;
}

Losses WeightedLosses::values() const {
  std::vector<torch::Tensor> all;
  for (const auto &term : terms_)
    all.push_back(term.second);
  const auto values = torch::stack(all).to(torch::kCPU, torch::kDouble); // one copy from the device
  Losses losses;
  for (std::size_t i = 0; i < terms_.size(); ++i)
    losses.emplace_back(terms_[i].first, values[static_cast<std::int64_t>(i)].item<double>());
  return losses;
}

} // namespace ganmut
