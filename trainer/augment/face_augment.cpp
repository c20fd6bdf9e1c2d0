#include "trainer/augment/face_augment.h"

#include "trainer/resampled.h"

namespace ganmut {

torch::Tensor mirrored_points() {
  const auto range = [](int first, int last) {
    return torch::arange(first, last + (first <= last ? 1 : -1), first <= last ? 1 : -1);
  };
  const auto points = [](std::vector<std::int64_t> list) { return torch::tensor(list); };
  return torch::cat({range(16, 0), range(26, 17), range(27, 30), range(35, 31), points({45, 44, 43, 42, 47, 46}),
                     points({39, 38, 37, 36, 41, 40}), range(54, 48), range(59, 55), range(64, 60),
                     points({67, 66, 65})});
}

void mirror(torch::Tensor &pictures, torch::Tensor &landmarks, const torch::Tensor &which) {
  pictures = torch::where(which.view({-1, 1, 1, 1}), pictures.flip(3), pictures);
  const auto flipped = landmarks.index_select(1, mirrored_points()) * torch::tensor({-1.F, 1.F});
  landmarks = torch::where(which.view({-1, 1, 1}), flipped, landmarks);
}

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
