#pragma once

#include "trainer/draws.h"

namespace ganmut {

/// What DiffAugment (Zhao et al. 2020) does to the pictures a discriminator sees, at half strength: brightness,
/// saturation, contrast, shift, cutout. Differentiable; `pictures` [N, 3, S, S] in [-1, 1].
torch::Tensor diff_augment(const torch::Tensor &pictures, RowDraws &draws);

} // namespace ganmut
