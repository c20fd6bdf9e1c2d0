#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Moves a network to `device`. `channels_last`: the weights of its convolutions in the order NHWC; LibTorch's
/// convolutions then answer in it, whatever they are given.
void place(torch::nn::Module &network, torch::Device device, bool channels_last);

/// `tensor` on `device`. A GPU fetches it by itself, from page-locked memory, while the CPU goes on.
torch::Tensor to_device(const torch::Tensor &tensor, torch::Device device);

} // namespace ganmut
