#include <ganmut/space_grid.h>

#include <array>
#include <charconv>
#include <cmath>

#include <ganmut/error.h>

#include "error/translate.h"

namespace ganmut {

namespace {

/// From `first` to `last` in `count` even steps, both ends included; the middle when there is one step only.
float even(float first, float last, int index, int count) {
  return count == 1 ? (first + last) / 2.F : first + (last - first) * static_cast<float>(index) / (count - 1);
}

std::string label(const char *name, float value) {
  std::array<char, 32> digits{};
  const float rounded = std::round(value * 100.F) / 100.F + 0.F; // no "-0.00"
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), rounded, std::chars_format::fixed, 2).ptr;
  return std::string(name) + ' ' + std::string(digits.data(), end);
}

std::vector<GridCell> cells_of(const ConditionalSpace &space, int columns, int rows, float z) {
  const bool linear = space.parametrization() == Parametrization::Linear;
  const float height = space.dimensions() == 3 ? z : 0.F;
  const float rim = std::sqrt(1.F - height * height);
  std::vector<GridCell> cells;
  cells.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
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

} // namespace

std::vector<GridCell> grid_over(const ConditionalSpace &space, int columns, int rows, float z) {
  if (columns < 1 || rows < 1)
    throw Error(ErrorKind::BadArgument, "A grid needs at least 1 column and 1 row.");
  if (space.dimensions() == 3 && !(std::abs(z) <= 1.F))
    throw Error(ErrorKind::BadArgument, "The height of a grid must be between -1 and 1.");
  return translated("lay a grid over the emotions", [&] { return cells_of(space, columns, rows, z); });
}

} // namespace ganmut
