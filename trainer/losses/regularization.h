#pragma once

#include <torch/torch.h>

namespace ganmut {

/// (norm of the gradient - 1)^2, averaged over pictures (Gulrajani et al. 2017).
/// `scores`: any shape, computed from `pictures` [N, ...], which require a gradient.
torch::Tensor gradient_penalty(const torch::Tensor &scores, const torch::Tensor &pictures);

/// Half the squared norm of the gradient, averaged over pictures (Mescheder et al. 2018). As above.
torch::Tensor r1_penalty(const torch::Tensor &scores, const torch::Tensor &pictures);

/// Pictures on the line from `fake` to `real`, `part` of the way, [N, 1, 1, 1] in [0, 1]; they require a gradient.
torch::Tensor between(const torch::Tensor &real, const torch::Tensor &fake, const torch::Tensor &part);

} // namespace ganmut
