#pragma once

#include <string>

#include <torch/torch.h>

namespace ganmut {

/// The device called `name`: `auto` (the first GPU where LibTorch sees one, else the CPU), `cpu`, `cuda` (the first
/// GPU) or `cuda:N`. A GPU always comes with its number.
/// Throws Error: BadArgument for another text, NoDevice for a GPU that is not there (the sentence says how many are).
torch::Device choose_device(const std::string &name);

/// "cpu" or "cuda:N".
std::string name_of(const torch::Device &device);

} // namespace ganmut
