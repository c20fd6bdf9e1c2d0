#include "trainer/augment/batch_augment.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

/// [N, 1, 1, 1] uniform in [-1, 1] * size.
torch::Tensor draw(const torch::Tensor &like, double size, ShardRandom &random) {
  return (random.uniform({like.size(0), 1, 1, 1}).to(like.device()) * 2 - 1) * size;
}

} // namespace

torch::Tensor resampled(const torch::Tensor &pictures, const torch::Tensor &matrices) {
  const auto grid = F::affine_grid(matrices, pictures.sizes().vec(), /*align_corners=*/false);
  return F::grid_sample(pictures, grid, F::GridSampleFuncOptions().padding_mode(torch::kBorder).align_corners(false));
}

torch::Tensor turned_and_scaled(const torch::Tensor &angles, const torch::Tensor &scales) {
  const auto cosine = scales * angles.cos(), sine = scales * angles.sin();
  return torch::stack({torch::stack({cosine, -sine}, 1), torch::stack({sine, cosine}, 1)}, 1);
}

torch::Tensor diff_augment(const torch::Tensor &pictures, ShardRandom &random) {
  auto x = pictures + draw(pictures, 0.25, random);
  const auto grey = x.mean(1, true);
  x = (x - grey) * (1 + draw(x, 0.25, random)) + grey;
  const auto mean = x.mean({1, 2, 3}, true);
  x = (x - mean) * (1 + draw(x, 0.25, random)) + mean;

  const auto n = x.size(0), side = x.size(2);
  auto shift = torch::zeros({n, 2, 3});
  shift.select(1, 0).select(1, 0).fill_(1);
  shift.select(1, 1).select(1, 1).fill_(1);
  shift.select(2, 2).copy_((random.uniform({n, 2}) * 2 - 1) * 0.12);
  x = resampled(x, shift.to(x.device()));

  const auto places = (torch::arange(side, x.options()) + 0.5) / static_cast<double>(side);
  const auto near = [&](const torch::Tensor &centre, bool rows) {
    const auto axis = rows ? places.view({1, 1, -1, 1}) : places.view({1, 1, 1, -1});
    return (axis - centre).abs() < 0.125;
  };
  const auto centre_x = random.uniform({n, 1, 1, 1}).to(x.device()),
             centre_y = random.uniform({n, 1, 1, 1}).to(x.device());
  return x * (near(centre_y, true) & near(centre_x, false)).logical_not().to(x.scalar_type());
}

void jitter(torch::Tensor &pictures, torch::Tensor &landmarks, ShardRandom &random) {
  const auto n = pictures.size(0);
  const auto angle = (random.uniform({n}) * 2 - 1) * 0.06, scale = 1 + (random.uniform({n}) * 2 - 1) * 0.05;
  const auto shift = (random.uniform({n, 2}) * 2 - 1) * 0.03;
  // Output to input, as affine_grid wants it; landmarks go the other way.
  const auto linear = turned_and_scaled(angle, scale);
  pictures = resampled(pictures, torch::cat({linear, shift.unsqueeze(2)}, 2));
  landmarks = torch::matmul(landmarks - shift.unsqueeze(1), torch::inverse(linear).transpose(1, 2));
}

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

} // namespace ganmut
