#include "engine/onednn/resize.h"

#include <algorithm>

#include "engine/onednn/dispatch.h"

namespace ganmut::onednn {

namespace {

/// Both rows that come of row `y`: a quarter of the row above or below and three of its own.
struct DoubledRows {
  GANMUT_LANES void operator()(const FeatureMap &in, int of_block, const FeatureMap &out) const {
    for (int y = 0; y < out.height; ++y) {
      const int other = std::clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, in.height - 1);
      const float *near = in.row(of_block, y / 2), *far = in.row(of_block, other);
      float *to = out.row(of_block, y);
      const auto mixed = [&](int x) __attribute__((always_inline)) {
        return load<Floats>(near + x * block) * 0.75F + load<Floats>(far + x * block) * 0.25F;
      };
      Floats left = mixed(0), middle = left;
      for (int x = 0; x < in.width; ++x) {
        const Floats right = mixed(std::min(x + 1, in.width - 1));
        store(to + 2 * x * block, middle * 0.75F + left * 0.25F);
        store(to + (2 * x + 1) * block, middle * 0.75F + right * 0.25F);
        left = middle;
        middle = right;
      }
    }
  }
};

} // namespace

void double_size(const FeatureMap &in, const FeatureMap &out, ThreadPool &threads) {
  threads.run(in.blocks(), [&](int of_block, int) { onednn::run(DoubledRows(), in, of_block, out); });
}

} // namespace ganmut::onednn
