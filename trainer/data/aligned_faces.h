#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "trainer/warp/warp_options.h"

namespace ganmut {

/// A data set of faces brought to the model's template.
struct AlignedFaces {
  torch::Tensor pictures;  ///< [N, 3, S, S] uint8, BGR
  torch::Tensor landmarks; ///< [N, 68, 2] float, [-1, 1] coordinates of the aligned picture
  torch::Tensor labels;    ///< [N] int64, index into the run's emotions

  std::int64_t size() const { return labels.size(0); }
  /// The faces at `rows`.
  AlignedFaces at(const torch::Tensor &rows) const;
};

/// Reads training.csv, landmarks.csv and the pictures of `options.dataset_root`; classes that are not among
/// `options.emotions` are left out (counted in the log). Throws Error naming the file and row at fault.
AlignedFaces load_aligned_faces(const WarpOptions &options);

/// The aligned pictures seen in a mirror: pictures, landmarks and their order.
void mirror(torch::Tensor &pictures, torch::Tensor &landmarks, const torch::Tensor &which);

} // namespace ganmut
