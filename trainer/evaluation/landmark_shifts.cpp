#include "trainer/evaluation/landmark_shifts.h"

#include "trainer/warp/mirror.h"

namespace ganmut {

LandmarkShifts::LandmarkShifts(const torch::Tensor &landmarks, const torch::Tensor &labels, std::int64_t classes) {
  std::vector<torch::Tensor> means;
  for (std::int64_t k = 0; k < classes; ++k) {
    const auto mean = landmarks.index_select(0, (labels == k).nonzero().flatten()).mean(0);
    const auto mirrored = mean.index_select(0, mirrored_points()) * torch::tensor({-1.F, 1.F});
    means.push_back(0.5 * (mean + mirrored));
  }
  means_ = torch::stack(means);
}

double amount_of(const torch::Tensor &moved, const torch::Tensor &expected) {
  const auto whole = expected.square().sum().item<double>();
  return whole > 0 ? (moved * expected).sum().item<double>() / whole : 0;
}

double cosine_of(const torch::Tensor &moved, const torch::Tensor &expected) {
  const auto lengths = (moved.norm() * expected.norm()).item<double>();
  return lengths > 0 ? (moved * expected).sum().item<double>() / lengths : 0;
}

} // namespace ganmut
