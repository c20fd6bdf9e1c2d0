#pragma once

#include <memory>
#include <sstream>
#include <string>
#include <type_traits>

#include <torch/torch.h>

namespace ganmut {

/// Where an optimizer keeps what it knows of `parameter`: under its address, in LibTorch 1.13 as text.
template <typename Map> auto adam_key(const Map &, const torch::Tensor &parameter) {
  auto *const address = static_cast<void *>(parameter.unsafeGetTensorImpl());
  if constexpr (std::is_same_v<typename Map::key_type, std::string>)
    return (std::ostringstream() << address).str();
  else
    return address;
}

/// The moments and the counter of `parameter`; zeros where it was never moved.
inline torch::optim::AdamParamState &adam_moments(torch::optim::Adam &optimizer, const torch::Tensor &parameter) {
  auto &state = optimizer.state()[adam_key(optimizer.state(), parameter)];
  if (!state) {
    auto fresh = std::make_unique<torch::optim::AdamParamState>();
    fresh->exp_avg(torch::zeros_like(parameter));
    fresh->exp_avg_sq(torch::zeros_like(parameter));
    state = std::move(fresh);
  }
  return static_cast<torch::optim::AdamParamState &>(*state);
}

} // namespace ganmut
