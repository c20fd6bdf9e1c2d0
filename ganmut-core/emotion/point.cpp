#include <ganmut/point.h>

#include <cmath>

namespace ganmut {

Point to_point(const Polar &polar) {
  return {polar.rho * std::cos(polar.theta), polar.rho * std::sin(polar.theta), 0.F};
}

Polar to_polar(const Point &point) {
  const float rho = std::hypot(point.x, point.y);
  if (rho == 0.F)
    return {};
  // Minus zero would turn pi into -pi, which is outside (-pi, pi].
  return {std::atan2(point.y + 0.F, point.x), rho};
}

} // namespace ganmut
