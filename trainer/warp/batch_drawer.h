#pragma once

#include "trainer/data/aligned_faces.h"
#include "trainer/draws.h"
#include "trainer/warp/face_batch.h"

namespace ganmut {

/// Draws random batches from some rows of a data set, mirrored and jittered: this process's share of each.
class BatchDrawer {
public:
  /// `rows`: of `faces` to draw from, int64. `balanced`: every class is drawn as often as any other. `faces` and
  /// `draws` must outlive the drawer.
  BatchDrawer(const AlignedFaces &faces, torch::Tensor rows, bool balanced, Draws &draws, Share share,
              torch::Device device);

  /// Faces as often as they come. `size`: of the whole batch.
  FaceBatch sources(int size);
  /// Faces of rare classes more often than they come.
  FaceBatch reals(int size);

private:
  FaceBatch drawn(int size, const torch::Tensor &ends);
  FaceBatch prepared(const torch::Tensor &whole);

  const AlignedFaces &faces_;
  torch::Tensor rows_;
  torch::Tensor source_ends_, real_ends_; ///< rising to 1: where in [0, 1) the chance of each row ends
  Draws &draws_;
  const Share share_;
  const torch::Device device_;
};

} // namespace ganmut
