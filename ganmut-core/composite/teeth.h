#pragma once

#include <array>

#include <ganmut/face.h>

namespace ganmut {

/// How the upper teeth, side by side, shade what a network paints as one pale band: factors of light over x, in aligned
/// pixels, a table from `left` on with one number more than there are steps. Teeth are fixed to the skull: the table
/// follows the eyes and the nose, not the lips.
struct TeethLight {
  static constexpr int steps = 256;

  TeethLight() = default; ///< no light at all
  /// `landmarks`: aligned pixels. `step`: aligned pixels from one sample of the frame to the next; what is finer than
  /// that fades.
  TeethLight(const Landmarks &landmarks, double step);

  float left = 0.F, steps_per_pixel = 0.F;
  std::array<float, steps + 2> light{};
};

} // namespace ganmut
