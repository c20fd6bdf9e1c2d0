#pragma once

#include <vector>

#include "engine/onednn/feature_map.h"
#include "engine/onednn/weights.h"
#include "worker/thread_pool.h"

namespace ganmut::onednn {

/// Pixels of a map that a convolution walks over: number (i, j) is row step * i + y, column step * j + x.
struct Positions {
  int step = 1, y = 0, x = 0;
};

/// A convolution of 3x3 or 2x2 taps by Winograd's minimal filtering (Lavin and Gray 2016), which oneDNN has for AVX-512
/// only: tiles of 4x4 outputs take a quarter of the multiplications for 3x3 taps and two fifths for 2x2. The points of
/// interpolation, 0, +-5/8, +-3/2 and +-1/2, +-5/4, and infinity, lose half as much as the usual small integers.
class Winograd {
public:
  /// `weights`: side 3 or 2, channels in whole blocks; the inputs are the channels of the map at the first source, then
  /// at the second, and so on. Pixels outside of the map are zero. `target`: where the outputs go.
  Winograd(const Weights &weights, std::vector<Positions> sources, const Positions &target);

  /// `out`: another map than `in`. `memory`: overwritten.
  void run(const FeatureMap &in, const FeatureMap &out, Memory &memory, ThreadPool &threads) const;

private:
  template <int taps> void pack(const Weights &weights);
  template <int taps>
  void run_with(const FeatureMap &in, const FeatureMap &out, Memory &memory, ThreadPool &threads) const;

  /// How many of `count` tiles a thread computes at a time.
  int tiles_together(int count, int threads) const;

  int in_, out_, taps_;
  std::vector<Positions> sources_;
  Positions target_;
  std::vector<float> kernels_; ///< [points, out in panels of 16 (the last may be 8), in, 16]
  std::vector<float> bias_;    ///< [out]
};

/// 3x3, stride 1, padding 1: keeps the size.
Winograd even_convolution(const Weights &weights);

/// 4x4 or 3x3, stride 2, padding 1: halves it.
Winograd halving_convolution(const Weights &weights);

/// The transposed 4x4, stride 2, padding 1: doubles it. One part for each parity of rows and columns; all of them are
/// run.
std::vector<Winograd> doubling_convolution(const Weights &weights);

} // namespace ganmut::onednn
