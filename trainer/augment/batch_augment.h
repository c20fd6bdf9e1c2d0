#pragma once

#include "trainer/random/random_source.h"

namespace ganmut {

/// Pictures turned, scaled and moved, bilinear, the border replicated. Differentiable.
/// `pictures`: [N, C, S, S]. `matrices`: [N, 2, 3], each leads from the result's coordinates in [-1, 1] to where it is
/// fetched from.
torch::Tensor resampled(const torch::Tensor &pictures, const torch::Tensor &matrices);

/// The linear part of such matrices: turns by `angles` [N] (radians) and scales by `scales` [N], [N, 2, 2].
torch::Tensor turned_and_scaled(const torch::Tensor &angles, const torch::Tensor &scales);

/// What DiffAugment (Zhao et al. 2020) does to the pictures a discriminator sees, at half strength: brightness,
/// saturation, contrast, shift, cutout. Differentiable; `pictures` [N, 3, S, S] in [-1, 1].
torch::Tensor diff_augment(const torch::Tensor &pictures, ShardRandom &random);

/// Moves, turns and scales each picture [N, 3, S, S] a little at random, in place, and its landmarks [N, 68, 2] in
/// [-1, 1] with it, so that the network gets used to the errors of a landmark detector.
void jitter(torch::Tensor &pictures, torch::Tensor &landmarks, ShardRandom &random);

/// The iBUG point that each point becomes in a mirror, [68] int64.
torch::Tensor mirrored_points();

/// Mirrors, in place, the faces where `which` (bool [N]) is true: pictures [N, 3, S, S], landmarks [N, 68, 2] in
/// [-1, 1] and their order.
void mirror(torch::Tensor &pictures, torch::Tensor &landmarks, const torch::Tensor &which);

} // namespace ganmut
