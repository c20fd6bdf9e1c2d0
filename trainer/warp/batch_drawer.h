#pragma once

#include "trainer/data/aligned_faces.h"
#include "trainer/warp/face_batch.h"

namespace ganmut {

/// Draws random batches from some rows of a data set, mirrored and jittered.
class BatchDrawer {
public:
  /// `rows`: of `faces` to draw from, int64. `faces` must outlive the drawer.
  BatchDrawer(const AlignedFaces &faces, torch::Tensor rows);

  /// Faces as often as they come.
  FaceBatch sources(int size) const;
  /// Faces of rare classes more often than they come.
  FaceBatch reals(int size) const;

private:
  FaceBatch prepared(const torch::Tensor &which) const;

  const AlignedFaces &faces_;
  torch::Tensor rows_;
  torch::Tensor rare_first_; ///< weight of each row
};

} // namespace ganmut
