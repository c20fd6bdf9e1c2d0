#pragma once

#include "engine/onednn/feature_map.h"
#include "engine/onednn/weights.h"

namespace ganmut::onednn {

/// A 3x3 convolution of stride 1 and padding 1 by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016), which
/// oneDNN has for AVX-512 only: a quarter of the multiplications. Tiles of 4x4 outputs are interpolated at 0, +-5/8,
/// +-3/2 and infinity; these points lose half as much as the usual 0, +-1, +-2.
class Winograd {
public:
  /// `weights`: side 3, channels in whole blocks.
  explicit Winograd(const Weights &weights);

  /// `in`: `weights.in` channels. `out`: another map, `weights.out` channels of the same size. `memory`: overwritten.
  void run(const FeatureMap &in, const FeatureMap &out, Memory &memory) const;

private:
  /// How many of `count` tiles a thread computes at a time.
  int tiles_together(int count, int threads) const;

  int in_, out_;
  std::vector<float> kernels_; ///< [36, out in panels of 16 (the last may be 8), in, 16]
  std::vector<float> bias_;    ///< [out]
};

} // namespace ganmut::onednn
