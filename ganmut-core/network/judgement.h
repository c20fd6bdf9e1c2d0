#pragma once

#include <torch/torch.h>

namespace ganmut {

/// What a discriminator says about pictures.
struct Judgement {
  torch::Tensor realness; ///< [N, 1, h, w], one score a patch, higher is more real
  torch::Tensor classes;  ///< [N, classes] logits
  torch::Tensor codes;    ///< [N, dimensions] estimated coordinates
};

} // namespace ganmut
