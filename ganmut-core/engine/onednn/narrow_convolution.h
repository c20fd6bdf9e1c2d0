#pragma once

#include "engine/onednn/feature_map.h"
#include "engine/onednn/weights.h"
#include "worker/thread_pool.h"

namespace ganmut::onednn {

/// A convolution of stride 1 to three channels, the size kept. oneDNN would compute eight of them. Here a vector holds
/// eight channels of the input, as they lie, and is summed up when all taps are done.
class NarrowConvolution {
public:
  /// `weights`: 3 outputs, inputs in whole blocks, an odd side, no bias.
  explicit NarrowConvolution(const Weights &weights);

  /// `in`: a map with side / 2 pixels of zero around it. `out`: [3, height, width].
  void run(const FeatureMap &in, float *out, ThreadPool &threads) const;

private:
  int side_;
  std::vector<float> kernels_; ///< [in / 8, side, side, 3, 8]
};

} // namespace ganmut::onednn
