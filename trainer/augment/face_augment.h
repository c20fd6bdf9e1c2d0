#pragma once

#include <torch/torch.h>

#include "trainer/draws.h"

namespace ganmut {

/// The iBUG point that each point becomes in a mirror, [68] int64.
torch::Tensor mirrored_points();

/// Mirrors, in place, the faces where `which` (bool [N]) is true: pictures [N, 3, S, S], landmarks [N, 68, 2] in
/// [-1, 1] and their order.
void mirror(torch::Tensor &pictures, torch::Tensor &landmarks, const torch::Tensor &which);

/// Moves, turns and scales each picture [N, 3, S, S] a little at random, in place, and its landmarks [N, 68, 2] in
/// [-1, 1] with it, so that the network gets used to the errors of a landmark detector.
void jitter(torch::Tensor &pictures, torch::Tensor &landmarks, RowDraws &draws);

} // namespace ganmut
