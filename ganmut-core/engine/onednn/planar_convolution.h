#pragma once

#include <dnnl.hpp>

#include "engine/onednn/feature_map.h"
#include "engine/onednn/weights.h"

namespace ganmut::onednn {

/// A convolution of stride 1 that keeps the size, from a few planes, by oneDNN, which chooses its code for the machine
/// at hand. The kernels are packed once.
class PlanarConvolution {
public:
  /// `weights`: an odd side, outputs in whole blocks. `threads`: of OpenMP, which oneDNN runs on.
  PlanarConvolution(const Weights &weights, int height, int width, int threads);

  /// `in`: [channels, height, width]. `out`: a map without gaps.
  void run(const float *in, const FeatureMap &out);

private:
  int threads_;
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  dnnl::memory in_, out_, kernels_, bias_, scratch_;
  dnnl::primitive primitive_;
};

} // namespace ganmut::onednn
