#pragma once

#include <vector>

#include <torch/torch.h>

#include "trainer/data/aligned_faces.h"
#include "trainer/rig/rig_fit.h"

namespace ganmut {

/// Aligned faces with the rig fitted to each.
struct FittedFaces {
  AlignedFaces faces;
  int size = 0;                     ///< side of the pictures, pixels
  std::vector<RigFit> fits;         ///< in pixels of the aligned pictures
  std::vector<Landmarks> landmarks; ///< the same
  torch::Tensor own;                ///< [N, units + 2] expression and pose, see Layers::own
  torch::Tensor usable;             ///< rows of faces that fit, int64
  torch::Tensor open;               ///< those of them that show the inside of their mouth

  /// The aligned picture of a row, CV_8UC3 BGR; must not be written to.
  cv::Mat picture(std::int64_t row) const { return faces.crops->at(static_cast<std::size_t>(row)).picture; }
};

/// Fits `rig` to `faces`, on `threads` threads, or takes the fits from `cache` where it holds those of the same
/// landmarks and rig (empty: no cache). Of all faces the part `worst` [0, 1) that fits least is left out; the log says
/// how well the others do. Throws Error(BadFile) where no face is left, Error(Failed) where the cache cannot be
/// written.
FittedFaces fit_faces(AlignedFaces faces, int size, const FaceRig &rig, double worst, int threads,
                      const std::string &cache);

/// Where a face shows the inside of its mouth: 1 between its inner lips, CV_32FC1 [size, size], antialiased; all 0
/// where the lips touch. `landmarks` in pixels of the picture.
cv::Mat inside_of_mouth(const Landmarks &landmarks, int size);

} // namespace ganmut
