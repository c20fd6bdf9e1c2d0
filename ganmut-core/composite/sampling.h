#pragma once

#include <array>
#include <cstring>

#include "composite/layer_rows.h"
#include "vectors/lanes.h"

// Textures and tables between their numbers, at eight places at a time.
namespace ganmut {

/// The way from `a` to `b`, `part` of it gone.
template <class Vector> GANMUT_LANES Vector between(const Vector &a, const Vector &b, const Vector &part) {
  return a + (b - a) * part;
}

/// Weights of the four samples around a place that lies `part` behind the second: Keys' cubic of -0.75, as OpenCV's.
GANMUT_LANES void cubic_weights(const Floats &part, Floats (&weights)[4]) {
  constexpr float sharpness = -0.75F;
  const Floats rest = 1.F - part;
  weights[0] = sharpness * part * rest * rest;
  weights[1] = ((sharpness + 2.F) * part - (sharpness + 3.F)) * part * part + 1.F;
  weights[3] = sharpness * rest * part * part;
  weights[2] = 1.F - weights[0] - weights[1] - weights[3];
}

/// Where in a texture of `channels` eight places lie: the bytes of the first of the pixels around them, of which
/// `reach` + 1 lie before and as many behind, and how far behind the last one before they are.
template <int channels, int reach> struct Places {
  GANMUT_LANES Places(const Texture &texture, const Floats &aligned_x, const Floats &aligned_y)
      : data(texture.picture.data), step(static_cast<std::ptrdiff_t>(texture.picture.step)) {
    const auto cell = [](const Floats &v, float last, Floats &part) __attribute__((always_inline)) {
      const Floats inside = clamped(v, all(reach), all(last - 2 * reach));
      const Ints before = truncated(smaller(inside, all(last - 1 - reach)));
      part = inside - to_floats(before);
      return before - reach;
    };
    const Ints x = cell(aligned_x * texture.scale_x + texture.shift_x, texture.last_x, right);
    const Ints y = cell(aligned_y * texture.scale_y + texture.shift_y, texture.last_y, down);
    store(bytes, y * static_cast<int>(step) + x * static_cast<int>(channels * sizeof(float)));
  }
  const uchar *data;
  std::ptrdiff_t step;
  std::int32_t bytes[lanes];
  Floats right, down;
};

/// Eight numbers between numbers.
GANMUT_LANES Floats linear(const Places<1, 0> &at) {
  const auto row = [&at](const uchar *start) __attribute__((always_inline)) {
    Floats left, right;
    gather_pairs(start, at.bytes, left, right);
    return between(left, right, at.right);
  };
  return between(row(at.data), row(at.data + at.step), at.down);
}

/// All channels of eight pixels between pixels.
template <class Pixel, int channels> GANMUT_LANES void cubic(const Places<channels, 1> &at, Pixel (&pixels)[lanes]) {
  Floats across[4], along[4];
  cubic_weights(at.right, across);
  cubic_weights(at.down, along);
  float columns[4][lanes], rows[4][lanes];
  std::memcpy(columns, across, sizeof columns);
  std::memcpy(rows, along, sizeof rows);
  for (int i = 0; i < lanes; ++i) {
    const uchar *start = at.data + at.bytes[i];
    // No loops: the sums do not wait for each other.
    const auto row = [&](const uchar *first) __attribute__((always_inline)) {
      const auto pixel = [first](int c) __attribute__((always_inline)) {
        return load<Pixel>(first + c * sizeof(Pixel));
      };
      return (pixel(0) * columns[0][i] + pixel(1) * columns[1][i]) +
             (pixel(2) * columns[2][i] + pixel(3) * columns[3][i]);
    };
    pixels[i] = (row(start) * rows[0][i] + row(start + at.step) * rows[1][i]) +
                (row(start + 2 * at.step) * rows[2][i] + row(start + 3 * at.step) * rows[3][i]);
  }
}

/// Where in a table over x eight places lie. `steps`: from its first number to the last but one, which is the end.
template <int steps> struct Lookup {
  GANMUT_LANES Lookup(float left, float steps_per_pixel, const Floats &x) {
    const Floats place = clamped((x - left) * steps_per_pixel, all(0), all(static_cast<float>(steps)));
    const Ints before = truncated(place);
    part = place - to_floats(before);
    store(bytes, before * static_cast<int>(sizeof(float)));
  }
  GANMUT_LANES Floats operator()(const std::array<float, steps + 2> &table) const {
    Floats before, behind;
    gather_pairs(table.data(), bytes, before, behind);
    return between(before, behind, part);
  }
  Floats part;
  std::int32_t bytes[lanes];
};

} // namespace ganmut
