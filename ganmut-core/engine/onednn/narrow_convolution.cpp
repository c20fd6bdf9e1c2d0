#include "engine/onednn/narrow_convolution.h"

#include "engine/onednn/dispatch.h"

namespace ganmut::onednn {

namespace {

constexpr int outputs = 3;

GANMUT_LANES float sum_of(const Floats &v) {
  float lane[lanes];
  store(lane, v);
  return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

/// A row of the outputs.
struct NarrowRow {
  /// `count` neighbouring pixels from `x` on.
  template <int count>
  GANMUT_LANES void pixels(const FeatureMap &in, int side, const float *kernels, int y, int x, float *out) const {
    Floats sums[outputs][count] = {};
    const int reach = side / 2;
    for (int of_block = 0; of_block < in.blocks(); ++of_block)
      for (int row = y - reach; row <= y + reach; ++row) {
        const float *from = in.row(of_block, row) + (x - reach) * block;
        for (int tap = 0; tap < side; ++tap, from += block, kernels += outputs * lanes) {
          Floats kernel[outputs];
#pragma GCC unroll 3
          for (int k = 0; k < outputs; ++k)
            kernel[k] = load<Floats>(kernels + k * lanes);
#pragma GCC unroll 4
          for (int i = 0; i < count; ++i) {
            const Floats v = load<Floats>(from + i * block);
#pragma GCC unroll 3
            for (int k = 0; k < outputs; ++k)
              sums[k][i] += v * kernel[k];
          }
        }
      }
#pragma GCC unroll 3
    for (int k = 0; k < outputs; ++k)
#pragma GCC unroll 4
      for (int i = 0; i < count; ++i)
        out[(static_cast<std::ptrdiff_t>(k) * in.height + y) * in.width + x + i] = sum_of(sums[k][i]);
  }

  GANMUT_LANES void operator()(const FeatureMap &in, int side, const float *kernels, int y, float *out) const {
    int x = 0;
    for (; x + 4 <= in.width; x += 4)
      pixels<4>(in, side, kernels, y, x, out);
    for (; x < in.width; ++x)
      pixels<1>(in, side, kernels, y, x, out);
  }
};

} // namespace

NarrowConvolution::NarrowConvolution(const Weights &weights) : side_(weights.side) {
  kernels_.reserve(weights.kernels.size());
  for (int first = 0; first < weights.in; first += block)
    for (int y = 0; y < side_; ++y)
      for (int x = 0; x < side_; ++x)
        for (int to = 0; to < outputs; ++to)
          for (int from = first; from < first + block; ++from)
            kernels_.push_back(weights.at(to, from, y, x));
}

void NarrowConvolution::run(const FeatureMap &in, float *out, ThreadPool &threads) const {
  threads.run(in.height, [&](int y, int) { onednn::run(NarrowRow(), in, side_, kernels_.data(), y, out); });
}

} // namespace ganmut::onednn
