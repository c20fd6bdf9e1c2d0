#pragma once

#include "trainer/data/aligned_faces.h"
#include "trainer/random/random_source.h"

namespace ganmut {

/// Faces as the networks see them: pictures on the run's device, the rest on the CPU.
struct FaceBatch {
  torch::Tensor pictures;  ///< [N, 3, S, S] BGR in [-1, 1]
  torch::Tensor landmarks; ///< [N, 68, 2] in [-1, 1]
  torch::Tensor labels;    ///< [N] int64
  torch::Tensor rows;      ///< [N] int64, rows of the data set
};

/// Draws random batches from some rows of a data set, mirrored and jittered: this process's shard of each.
class FaceSampler {
public:
  /// `rows`: of `faces` to draw from, int64. `balanced`: every class is drawn as often as any other. `faces` and
  /// `random` must outlive the sampler.
  FaceSampler(const AlignedFaces &faces, torch::Tensor rows, bool balanced, RandomSource &random, Shard shard,
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
  RandomSource &random_;
  const Shard shard_;
  const torch::Device device_;
};

} // namespace ganmut
