#pragma once

#include <ganmut/export.h>

namespace ganmut {

/// A point of the conditional space. Neutral is the origin of a linear space.
/// `z` is 0 in 2-D models. Linear models are defined inside the unit disc (sphere),
/// gaussian models inside the square (cube) [-1, 1].
struct Point {
  float x = 0.F;
  float y = 0.F;
  float z = 0.F;
};

/// The same point of a 2-D space seen from its origin.
struct Polar {
  float theta = 0.F; ///< direction, radians, counter-clockwise from the x axis
  float rho = 0.F;   ///< distance from the origin (intensity)
};

GANMUT_API Point to_point(const Polar &polar);
/// `z` is ignored. `theta` is in (-pi, pi]; it is 0 at the origin.
GANMUT_API Polar to_polar(const Point &point);

} // namespace ganmut
