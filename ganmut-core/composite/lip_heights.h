#pragma once

#include <array>

#include <ganmut/face.h>

namespace ganmut {

/// Heights of both inner lips over x, in aligned pixels: the edges of LipLine, rounded. Tables from `left` on, one
/// number more than there are steps.
struct LipHeights {
  static constexpr int steps = 256;

  LipHeights() = default;
  /// `landmarks`: aligned pixels.
  explicit LipHeights(const Landmarks &landmarks);

  float right() const { return left + steps / steps_per_pixel; }
  /// A number of `table`, `upper` or `lower`, at `x`; level beyond their ends.
  float at(const std::array<float, steps + 2> &table, float x) const;

  float left = 0.F, steps_per_pixel = 0.F;
  std::array<float, steps + 2> upper{}, lower{};
  float highest = 0.F, lowest = 0.F; ///< of all of them
  float far = 0.F;                   ///< what lies that much above or below them is no lip
};

} // namespace ganmut
