#include "network/fast_conv_transpose.h"

#include <cmath>

namespace ganmut {

namespace {

/// The four 2x2 kernels inside the 4x4 one, as the weight [4K, C, 2, 2] of one convolution. The channels are ordered
/// by (row parity, column parity, K): an even output row sees taps 3 and 1 of the rows above and at it, an odd one
/// taps 2 and 0 of the rows at it and below.
torch::Tensor split_by_parity(const torch::Tensor &weight) {
  const auto taps = torch::tensor({3, 1, 2, 0}, torch::dtype(torch::kLong).device(weight.device()));
  const auto in = weight.size(0), out = weight.size(1);
  return weight.index_select(2, taps)
      .index_select(3, taps)
      .view({in, out, 2, 2, 2, 2}) // [C, K, row parity, row tap, column parity, column tap]
      .permute({2, 4, 1, 0, 3, 5})
      .reshape({4 * out, in, 2, 2});
}

} // namespace

torch::Tensor fast_conv_transpose(const torch::Tensor &x, const torch::Tensor &weight) {
  // LibTorch 1.13 has no oneDNN path for transposed convolutions on the CPU; CUDA has a fast one of its own.
  if (!x.device().is_cpu())
    return torch::conv_transpose2d(x, weight, {}, /*stride=*/2, /*padding=*/1);

  const auto n = x.size(0), h = x.size(2), w = x.size(3), out = weight.size(1);
  // All 2x2 windows of the padded map, (H + 1) x (W + 1): even outputs use the windows from 0 on, odd ones from 1 on.
  const auto windows =
      torch::conv2d(x, split_by_parity(weight), {}, /*stride=*/1, /*padding=*/1).view({n, 2, 2, out, h + 1, w + 1});
  std::vector<torch::Tensor> rows;
  for (int row = 0; row < 2; ++row) {
    std::vector<torch::Tensor> columns;
    for (int column = 0; column < 2; ++column)
      columns.push_back(windows.select(1, row).select(1, column).narrow(2, row, h).narrow(3, column, w));
    rows.push_back(torch::stack(columns, 4)); // [N, K, H, W, 2]
  }
  return torch::stack(rows, 3).view({n, out, 2 * h, 2 * w});
}

FastConvTransposeImpl::FastConvTransposeImpl(int in, int out) {
  weight_ = register_parameter("weight", torch::empty({in, out, 4, 4}));
  torch::nn::init::kaiming_uniform_(weight_, std::sqrt(5.)); // as ConvTranspose2d starts
}

} // namespace ganmut
