#include "trainer/recipes/warp/target_codes.h"

#include <cmath>
#include <limits>

#include "trainer/device/device.h"

namespace ganmut {

torch::Tensor shares_of(const torch::Tensor &codes, const torch::Tensor &axes) {
  const auto k = axes.size(0);
  const auto none = std::numeric_limits<float>::infinity();
  auto best = torch::full({codes.size(0)}, none);
  auto shares = torch::zeros({codes.size(0), k + 1});
  const auto cross = [](const torch::Tensor &a, const torch::Tensor &b) {
    return a.select(-1, 0) * b.select(-1, 1) - a.select(-1, 1) * b.select(-1, 0);
  };
  for (std::int64_t i = 0; i < k; ++i)
    for (std::int64_t j = i + 1; j < k; ++j) {
      // code = a * axis_i + b * axis_j; of all pairs with a, b >= 0 the enclosing one has the smallest a + b.
      const auto area = cross(axes[i], axes[j]);
      if (std::abs(area.item<float>()) < 1e-3F)
        continue;
      const auto a = cross(codes, axes[j]) / area, b = -cross(codes, axes[i]) / area;
      const auto better = (a >= -1e-5) & (b >= -1e-5) & (a + b < best);
      auto row = torch::zeros_like(shares);
      row.select(1, i + 1).copy_(a.clamp_min(0));
      row.select(1, j + 1).copy_(b.clamp_min(0));
      shares = torch::where(better.unsqueeze(1), row, shares);
      best = torch::where(better, a + b, best);
    }
  // Where no axes enclose a code the nearest one stands for its direction, as in the space itself.
  const auto [along, nearest] = (codes.unsqueeze(1) * axes).sum(2).clamp(0, 1).max(1, /*keepdim=*/true);
  shares =
      torch::where(torch::isinf(best).unsqueeze(1), torch::zeros_like(shares).scatter_(1, nearest + 1, along), shares);
  return shares / shares.sum(1, true).clamp_min(1);
}

TargetCodes TargetCodes::own(Shard shard, torch::Device device) const {
  const auto mine = [&](const torch::Tensor &whole) { return to_device(shard.of(whole), device); };
  return {mine(codes), mine(shares), mine(labels), mine(strength), mine(named)};
}

TargetCodes draw_targets(std::int64_t n, const torch::Tensor &axes, RandomSource &random) {
  const auto classes = axes.size(0) + 1;
  TargetCodes targets;
  targets.labels = (random.uniform({n}) * classes).to(torch::kLong);
  targets.named = torch::arange(n) >= n / 4;
  targets.strength = 0.25 + 0.75 * random.uniform({n});
  targets.strength = torch::where(targets.labels == 0, torch::zeros({n}), targets.strength);
  const auto with_neutral = torch::cat({torch::zeros({1, axes.size(1)}), axes});
  const auto noise = 0.04 * random.normal({n, axes.size(1)});
  const auto near_axis = with_neutral.index_select(0, targets.labels) * targets.strength.unsqueeze(1) + noise;

  const auto angle = 2 * M_PI * random.uniform({n}), radius = random.uniform({n}).sqrt();
  const auto anywhere = torch::stack({radius * angle.cos(), radius * angle.sin()}, 1);
  targets.codes = torch::where(targets.named.unsqueeze(1), near_axis, anywhere);

  auto named_shares = torch::zeros({n, classes});
  named_shares.scatter_(1, targets.labels.unsqueeze(1), targets.strength.unsqueeze(1));
  named_shares.select(1, 0).zero_();
  targets.shares = torch::where(targets.named.unsqueeze(1), named_shares, shares_of(anywhere, axes.detach()));
  targets.strength = torch::where(targets.named, targets.strength, radius);
  return targets;
}

} // namespace ganmut
