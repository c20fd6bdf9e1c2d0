#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Where the points of a face go between two emotions, as real faces of a data set tell.
class LandmarkShifts {
public:
  /// `landmarks`: [N, 68, 2]; `labels`: [N] int64. The mean of each class is made symmetric: a mirrored face shows the
  /// same emotion.
  LandmarkShifts(const torch::Tensor &landmarks, const torch::Tensor &labels, std::int64_t classes);

  /// Mean of class `to` minus mean of class `from`, [68, 2].
  torch::Tensor between(int from, int to) const { return means_[to] - means_[from]; }

private:
  torch::Tensor means_; ///< [classes, 68, 2]
};

/// How far `moved` goes along `expected` (both [68, 2]): <m, e> / <e, e>. 1 is the whole mean shift; 0 where nothing is
/// expected.
double amount_of(const torch::Tensor &moved, const torch::Tensor &expected);

/// Whether it goes that way: the cosine of their angle, 0 where one of them is 0.
double cosine_of(const torch::Tensor &moved, const torch::Tensor &expected);

} // namespace ganmut
