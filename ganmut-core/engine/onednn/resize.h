#pragma once

#include <algorithm>

#include "engine/onednn/feature_map.h"
#include "vectors/lanes.h"
#include "worker/thread_pool.h"

namespace ganmut::onednn {

/// Row `y` of a plane [side, side] doubled: bilinear, pixels are areas, the border replicated (torch's
/// align_corners=false). `row`: [2 * side].
GANMUT_LANES void double_row(const float *plane, int side, int y, float *row) {
  const float *near = plane + static_cast<std::ptrdiff_t>(y / 2) * side;
  const float *far = plane + static_cast<std::ptrdiff_t>(std::clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, side - 1)) * side;
  const auto mixed = [=](int x) __attribute__((always_inline)) {
    return near[x] * 0.75F + far[x] * 0.25F;
  };
  float left = mixed(0), middle = left;
  for (int x = 0; x < side; ++x) {
    const float right = mixed(std::min(x + 1, side - 1));
    row[2 * x] = middle * 0.75F + left * 0.25F;
    row[2 * x + 1] = middle * 0.75F + right * 0.25F;
    left = middle;
    middle = right;
  }
}

/// Doubles a map's sides: bilinear, pixels are areas, the border replicated (torch's align_corners=false).
/// `out`: as many channels as `in`.
void double_size(const FeatureMap &in, const FeatureMap &out, ThreadPool &threads);

} // namespace ganmut::onednn
