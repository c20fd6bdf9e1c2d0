#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Pictures turned, scaled and moved, bilinear, the border replicated. Differentiable.
/// `pictures`: [N, C, S, S]. `matrices`: [N, 2, 3], each leads from the result's coordinates in [-1, 1] to where it is
/// fetched from.
torch::Tensor resampled(const torch::Tensor &pictures, const torch::Tensor &matrices);

/// The linear part of such matrices: turns by `angles` [N] (radians) and scales by `scales` [N], [N, 2, 2].
torch::Tensor turned_and_scaled(const torch::Tensor &angles, const torch::Tensor &scales);

} // namespace ganmut
