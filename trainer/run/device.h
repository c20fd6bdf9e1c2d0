#pragma once

#include <string>

#include <torch/torch.h>

namespace ganmut {

/// The device called `name`: `auto` (CUDA where there is one), `cpu`, `cuda` or `cuda:N`.
/// Throws Error(NoDevice) that says what is there.
torch::Device chosen_device(const std::string &name);

} // namespace ganmut
