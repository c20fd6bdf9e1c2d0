#include "trainer/warp/jitter.h"

#include "trainer/resampled.h"

namespace ganmut {

void jitter(torch::Tensor &pictures, torch::Tensor &landmarks, RowDraws &draws) {
  const auto n = pictures.size(0);
  const auto angle = (draws.uniform({n}) * 2 - 1) * 0.06, scale = 1 + (draws.uniform({n}) * 2 - 1) * 0.05;
  const auto shift = (draws.uniform({n, 2}) * 2 - 1) * 0.03;
  // Output to input, as affine_grid wants it; landmarks go the other way.
  const auto linear = turned_and_scaled(angle, scale);
  pictures = resampled(pictures, torch::cat({linear, shift.unsqueeze(2)}, 2));
  landmarks = torch::matmul(landmarks - shift.unsqueeze(1), torch::inverse(linear).transpose(1, 2));
}

} // namespace ganmut
