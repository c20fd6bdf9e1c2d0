#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Maps over the aligned picture of our own template, [1, 1, size, size].
struct FaceMaps {
  FaceMaps(int size, torch::Device device);
  torch::Tensor paint_cost;  ///< of the delta: 0.02 in the mouth, 1 at the brows, 5 elsewhere
  torch::Tensor colour_cost; ///< of the delta's colour: 0.1 in the mouth, 1 elsewhere
  torch::Tensor off_face;    ///< 0 on the face, 1 off it
};

} // namespace ganmut
