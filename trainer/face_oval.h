#pragma once

#include <torch/torch.h>

namespace ganmut {

/// 0 on the face of an aligned picture, 1 off it, soft between; [1, 1, size, size]. An ellipse that fits our own
/// template and, more loosely, face crops in general.
torch::Tensor off_face(int size, torch::Device device);

} // namespace ganmut
