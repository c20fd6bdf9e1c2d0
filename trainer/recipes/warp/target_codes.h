#pragma once

#include "trainer/random/random_source.h"

namespace ganmut {

/// What a batch of faces is asked to become.
struct TargetCodes {
  torch::Tensor codes;    ///< [N, dimensions]; the axes' gradient flows through them
  torch::Tensor shares;   ///< [N, classes] of each class, the rest is neutral
  torch::Tensor labels;   ///< [N] int64; meaningless where `named` is false
  torch::Tensor strength; ///< [N] in [0, 1]
  torch::Tensor named;    ///< [N] bool: a point near an axis (or neutral); else a random point of the disc

  /// The own rows of a whole batch, on `device`.
  TargetCodes own(Shard shard, torch::Device device) const;
};

/// Draws targets for `n` faces: three quarters near the axes, every class as often, the rest anywhere.
/// `axes`: unit axes [classes - 1, 2] of the emotions other than neutral, on the CPU.
TargetCodes draw_targets(std::int64_t n, const torch::Tensor &axes, RandomSource &random);

/// Shares of `codes` [N, 2] in the two axes that enclose them, [N, classes]; column 0 (neutral) stays 0.
torch::Tensor shares_of(const torch::Tensor &codes, const torch::Tensor &axes);

} // namespace ganmut
