#pragma once

#include <torch/torch.h>

namespace ganmut {

/// The iBUG point that each point becomes in a mirror, [68] int64.
torch::Tensor mirrored_points();

/// Turns the faces where `which` (bool [N]) is true into what a mirror shows: pictures [N, 3, S, S], landmarks
/// [N, 68, 2] in [-1, 1] and their order.
void mirror(torch::Tensor &pictures, torch::Tensor &landmarks, const torch::Tensor &which);

} // namespace ganmut
