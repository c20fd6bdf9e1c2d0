#include "trainer/resampled.h"

namespace F = torch::nn::functional;

namespace ganmut {

torch::Tensor resampled(const torch::Tensor &pictures, const torch::Tensor &matrices) {
  const auto grid = F::affine_grid(matrices, pictures.sizes().vec(), /*align_corners=*/false);
  return F::grid_sample(pictures, grid, F::GridSampleFuncOptions().padding_mode(torch::kBorder).align_corners(false));
}

torch::Tensor turned_and_scaled(const torch::Tensor &angles, const torch::Tensor &scales) {
  const auto cosine = scales * angles.cos(), sine = scales * angles.sin();
  return torch::stack({torch::stack({cosine, -sine}, 1), torch::stack({sine, cosine}, 1)}, 1);
}

} // namespace ganmut
