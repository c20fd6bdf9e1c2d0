#pragma once

#include "network/generator.h"
#include "trainer/random/random_source.h"

namespace ganmut {

/// (norm of the gradient - 1)^2, averaged over pictures (Gulrajani et al. 2017).
/// `scores`: any shape, computed from `pictures` [N, ...], which require a gradient.
torch::Tensor gradient_penalty(const torch::Tensor &scores, const torch::Tensor &pictures);

/// Half the squared norm of the gradient, averaged over pictures (Mescheder et al. 2018). As above.
torch::Tensor r1_penalty(const torch::Tensor &scores, const torch::Tensor &pictures);

/// Pictures on the line from `fake` to `real`, `part` of the way, [N, 1, 1, 1] in [0, 1]; they require a gradient.
torch::Tensor between(const torch::Tensor &real, const torch::Tensor &fake, const torch::Tensor &part);

/// How far it matters whether a face is edited and then moved a little, or moved and then edited: in video, where faces
/// never lie still on the pixel grid, this difference flickers (Eilertsen et al. 2019, "Single-frame Regularization
/// for Temporally Stable CNNs"). A scalar, the mean absolute difference away from the rim.
/// `pictures`: [N, 3, S, S] in [-1, 1]. `codes`: [N, dimensions]. `edited`: what `generator` makes of them, with its
/// gradients. Moves by up to 1.5 pixels, 1.1 degrees and 1 %, drawn from `random`.
torch::Tensor consistency_loss(GeneratorModule &generator, const torch::Tensor &pictures, const torch::Tensor &codes,
                               const torch::Tensor &edited, ShardRandom &random);

/// 0 on the face of an aligned picture, 1 off it, soft between; [1, 1, size, size]. An ellipse that fits our own
/// template and, more loosely, face crops in general.
torch::Tensor off_face(int size, torch::Device device);

} // namespace ganmut
