#include <ganmut/space_grid.h>

#include <array>
#include <cmath>
#include <cstdio>

namespace ganmut {

namespace {

/// From `first` to `last` in `count` even steps, both ends included; the middle when there is one step only.
float even(float first, float last, int index, int count) {
  return count == 1 ? (first + last) / 2.F : first + (last - first) * static_cast<float>(index) / (count - 1);
}

std::string label(const char *name, float value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%s %.2f", name, std::round(value * 100.F) / 100.F + 0.F); // no "-0.00"
  return text.data();
}

} // namespace

std::vector<GridCell> grid_over(const ConditionalSpace &space, int columns, int rows, float z) {
  const bool linear = space.parametrization() == Parametrization::Linear;
  const float height = space.dimensions() == 3 ? z : 0.F;
  const float rim = std::sqrt(1.F - height * height);
  std::vector<GridCell> cells;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      if (linear) {
        const Polar polar{2.F * static_cast<float>(M_PI) * static_cast<float>(column) / columns,
                          rim * static_cast<float>(row + 1) / rows};
        const auto flat = to_point(polar);
        cells.push_back({space.clamp({flat.x, flat.y, height}), label("theta", polar.theta), label("rho", polar.rho)});
      } else {
        const Point point{even(-1.F, 1.F, column, columns), even(1.F, -1.F, row, rows), height};
        cells.push_back({point, label("x", point.x), label("y", point.y)});
      }
    }
  return cells;
}

} // namespace ganmut
