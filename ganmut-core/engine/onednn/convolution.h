#pragma once

#include <dnnl.hpp>

#include "engine/onednn/feature_map.h"
#include "engine/onednn/weights.h"

namespace ganmut::onednn {

/// Where a convolution takes its inputs from and how it walks over them.
struct Walk {
  int height = 0, width = 0; ///< of the input
  int stride = 1, padding = 0;
  bool transposed = false; ///< the stride is that of the output: it doubles the size
  bool planar = false;     ///< the input lies as [channels, height, width], any number of channels
};

/// A convolution by oneDNN, which chooses its code for the machine at hand. The kernels are packed once. The threads of
/// the thread that makes it are those it runs on later.
class Convolution {
public:
  /// `weights`: channels in whole blocks, but for the inputs of a planar walk.
  Convolution(const Weights &weights, const Walk &walk);

  /// `in`: as the walk says. `out`: a map without gaps, of the outputs' size.
  void run(const float *in, float *out);

private:
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  dnnl::memory in_, out_, kernels_, bias_, scratch_;
  dnnl::primitive primitive_;
};

} // namespace ganmut::onednn
