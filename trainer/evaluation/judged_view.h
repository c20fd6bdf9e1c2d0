#pragma once

#include <opencv2/core.hpp>
#include <torch/torch.h>

#include <ganmut/face.h>

namespace ganmut {

// How the evaluation sees a face, whatever the model's own alignment: by eyes and nose, in own_alignment()'s template.

/// Side of the picture that the classifier sees, pixels.
constexpr int judged_size = 64;

/// The face cut out of `photo` (CV_8UC3 BGR): CV_8UC3, `size` square. Throws Error(BadArgument) for landmarks in one
/// point.
cv::Mat judged_crop(const cv::Mat &photo, const Face &face, int size);

/// Its landmarks, aligned by themselves: [68, 2] float, [-1, 1] over the picture; moving or turning a face changes
/// nothing.
torch::Tensor judged_landmarks(const Landmarks &landmarks);

} // namespace ganmut
