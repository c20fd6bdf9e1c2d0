#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Maps over the aligned picture of our own template, [1, 1, size, size].
struct FaceMaps {
  explicit FaceMaps(int size);
  torch::Tensor
      paint_cost; ///< cost of the delta: little at the mouth, more at brows and eyes, 1 elsewhere, 3 off the face
  torch::Tensor off_face; ///< 0 on the face, 1 off it
};

} // namespace ganmut
