#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Faces as the networks see them: pictures on the run's device, the rest on the CPU.
struct FaceBatch {
  torch::Tensor pictures;  ///< [N, 3, S, S] BGR in [-1, 1]
  torch::Tensor landmarks; ///< [N, 68, 2] in [-1, 1]
  torch::Tensor labels;    ///< [N] int64
  torch::Tensor rows;      ///< [N] int64, rows of the data set
};

} // namespace ganmut
