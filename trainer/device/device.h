#pragma once

#include <torch/torch.h>

#include "trainer/device/precision.h"

namespace ganmut {

/// Moves a network to `device`. `channels_last`: the weights of its convolutions in the order NHWC; LibTorch's
/// convolutions then answer in it, whatever they are given.
void place(torch::nn::Module &network, torch::Device device, bool channels_last);

/// `tensor` on `device`. A GPU fetches it by itself, from page-locked memory, while the CPU goes on.
torch::Tensor to_device(const torch::Tensor &tensor, torch::Device device);

/// Throws Error(BadArgument) where `device` cannot compute in `precision`.
void check_precision(Precision precision, torch::Device device);

/// While it lives, LibTorch runs convolutions and matrix products in `precision` on `device` (autocast,
/// Micikevicius et al. 2018).
class Autocast {
public:
  Autocast(Precision precision, torch::Device device);
  Autocast(const Autocast &) = delete;
  Autocast &operator=(const Autocast &) = delete;
  ~Autocast();

private:
  const torch::DeviceType device_;
  const bool before_;
};

} // namespace ganmut
