#include "trainer/diff_augment.h"

#include "trainer/resampled.h"

namespace ganmut {

namespace {

/// [N, 1, 1, 1] uniform in [-1, 1] * size.
torch::Tensor draw(const torch::Tensor &like, double size, RowDraws &draws) {
  return (draws.uniform({like.size(0), 1, 1, 1}).to(like.device()) * 2 - 1) * size;
}

} // namespace

torch::Tensor diff_augment(const torch::Tensor &pictures, RowDraws &draws) {
  auto x = pictures + draw(pictures, 0.25, draws);
  const auto grey = x.mean(1, true);
  x = (x - grey) * (1 + draw(x, 0.25, draws)) + grey;
  const auto mean = x.mean({1, 2, 3}, true);
  x = (x - mean) * (1 + draw(x, 0.25, draws)) + mean;

  const auto n = x.size(0), side = x.size(2);
  auto shift = torch::zeros({n, 2, 3});
  shift.select(1, 0).select(1, 0).fill_(1);
  shift.select(1, 1).select(1, 1).fill_(1);
  shift.select(2, 2).copy_((draws.uniform({n, 2}) * 2 - 1) * 0.12);
  x = resampled(x, shift.to(x.device()));

  const auto places = (torch::arange(side, x.options()) + 0.5) / static_cast<double>(side);
  const auto near = [&](const torch::Tensor &centre, bool rows) {
    const auto axis = rows ? places.view({1, 1, -1, 1}) : places.view({1, 1, 1, -1});
    return (axis - centre).abs() < 0.125;
  };
  const auto centre_x = draws.uniform({n, 1, 1, 1}).to(x.device()),
             centre_y = draws.uniform({n, 1, 1, 1}).to(x.device());
  return x * (near(centre_y, true) & near(centre_x, false)).logical_not().to(x.scalar_type());
}

} // namespace ganmut
