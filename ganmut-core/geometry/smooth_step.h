#pragma once

#include <algorithm>

namespace ganmut {

/// 0 up to 0, 1 from 1 on, and between them without a bend: Hermite's cubic.
inline float smooth_step(float x) {
  const float part = std::clamp(x, 0.F, 1.F);
  return part * part * (3 - 2 * part);
}

} // namespace ganmut
