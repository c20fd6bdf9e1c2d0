#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <ganmut/point.h>

namespace ganmut {

/// A point of the picture, pixels, (0, 0) is the centre of the first pixel.
struct Pixel {
  float x = 0.F;
  float y = 0.F;
};

/// A face's box, pixels; it can lie partly outside the frame.
struct Box {
  float x = 0.F;
  float y = 0.F;
  float width = 0.F;
  float height = 0.F;
};

/// 68 points in the order of iBUG 300-W.
using Landmarks = std::array<Pixel, 68>;

/// One face of a frame.
struct Face {
  int id = 0; ///< the same number from frame to frame for the same face
  Box box;
  Landmarks landmarks{};
  float confidence = 0.F; ///< the detector's score, its own scale
};

} // namespace ganmut
