#pragma once

#include <string>

#include <torch/torch.h>

namespace ganmut {

/// The device called `name`: `auto` (CUDA where there is one), `cpu`, `cuda` or `cuda:N`.
/// Throws Error(NoDevice) that says what is there.
torch::Device chosen_device(const std::string &name);

/// Moves a network to `device`. `channels_last`: the weights of its convolutions in the order NHWC; LibTorch's
/// convolutions then answer in it, whatever they are given.
void place(torch::nn::Module &network, torch::Device device, bool channels_last);

/// `tensor` on `device`. A GPU fetches it by itself, from page-locked memory, while the CPU goes on.
torch::Tensor to_device(const torch::Tensor &tensor, torch::Device device);

} // namespace ganmut
