#pragma once

#include <vector>

#include "checkpoint/state_dict.h"
#include "worker/thread_pool.h"

namespace ganmut::onednn {

/// The part of a LayersGenerator that is linear in what it is asked for: a sum of its maps. See
/// LayersGeneratorImpl::maps.
class LinearMaps {
public:
  /// `side`: of a map. Throws Error(WrongKind) for maps of another size.
  LinearMaps(const StateDict &state, int side);

  int regressors() const { return static_cast<int>(maps_.size() / sum_.size()); }
  int side() const { return side_; }

  /// The sum of the maps times `amounts` [regressors]: [5, side, side], overwritten by the next.
  std::vector<float> &run(const float *amounts, ThreadPool &threads);

private:
  int side_;
  std::vector<float> maps_; ///< [regressors, 5, side, side]
  std::vector<float> sum_;
};

} // namespace ganmut::onednn
