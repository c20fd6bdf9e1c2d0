#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Pictures and what they show.
struct LabelledBatch {
  torch::Tensor pictures; ///< [N, 3, S, S] BGR in [-1, 1]
  torch::Tensor labels;   ///< [N] int64
};

} // namespace ganmut
