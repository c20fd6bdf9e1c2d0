#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Transposed 4x4 convolution of stride 2 and padding 1 without bias: doubles the size of a feature map.
/// The same numbers as torch::nn::ConvTranspose2d, forward and backward, within rounding.
///
/// `x`: [N, C, H, W]. `weight`: [C, K, 4, 4], as ConvTranspose2d keeps it. Returns [N, K, 2H, 2W].
torch::Tensor fast_conv_transpose(const torch::Tensor &x, const torch::Tensor &weight);

/// The module around it; its state_dict is that of ConvTranspose2d(in, out, 4, 2, 1, bias=False).
struct FastConvTransposeImpl : torch::nn::Module {
  FastConvTransposeImpl(int in, int out);

  torch::Tensor forward(const torch::Tensor &x) { return fast_conv_transpose(x, weight_); }

private:
  torch::Tensor weight_; ///< [in, out, 4, 4]
};
TORCH_MODULE(FastConvTranspose);

} // namespace ganmut
