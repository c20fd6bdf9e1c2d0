#pragma once

#include <memory>
#include <vector>

#include <ganmut/model.h>
#include <torch/torch.h>

#include "trainer/data/crops.h"

namespace ganmut {

/// Labelled faces brought to one template. Cheap to copy; the pictures stay in the crop cache.
struct AlignedFaces {
  std::shared_ptr<const Crops> crops;
  torch::Tensor landmarks; ///< [N, 68, 2] float, [-1, 1] coordinates of the aligned picture
  torch::Tensor labels;    ///< [N] int64, index into the run's emotions

  std::int64_t size() const { return labels.size(0); }

  /// Where each face comes from, [N].
  const std::vector<LabelledFile> &files() const { return crops->files(); }

  /// The pictures of `rows` (int64 [n], on the CPU): [n, 3, S, S] uint8, BGR.
  torch::Tensor pictures(const torch::Tensor &rows) const;
  /// All of them.
  torch::Tensor pictures() const { return pictures(torch::arange(size())); }
};

/// The faces in `files`, aligned to `alignment` in pictures of `size` pixels. Landmarks come from
/// dataset_root/landmarks.csv; faces it does not know are found in the pictures. A picture where none can be found
/// counts as unreadable.
/// Throws Error: see Crops; NotFound, BadFile (landmarks.csv, or the landmarks model where faces must be found).
AlignedFaces load_aligned_faces(const DataOptions &options, const std::vector<LabelledFile> &files,
                                const Alignment &alignment, int size);

/// The same, cut out by `maker`.
AlignedFaces load_aligned_faces(const DataOptions &options, const std::vector<LabelledFile> &files,
                                const CropMaker &maker);

} // namespace ganmut
