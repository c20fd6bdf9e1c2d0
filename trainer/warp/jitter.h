#pragma once

#include "trainer/draws.h"

namespace ganmut {

/// A small random similarity of each picture, and of its landmarks [N, 68, 2], so that the network forgives
/// what a landmark detector gets wrong.
void jitter(torch::Tensor &pictures, torch::Tensor &landmarks, RowDraws &draws);

} // namespace ganmut
