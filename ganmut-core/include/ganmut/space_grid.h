#pragma once

#include <string>
#include <vector>

#include <ganmut/conditional_space.h>
#include <ganmut/export.h>

namespace ganmut {

/// A point of a grid, and what to write at its column and at its row: `theta 0.52`, `rho 0.33`.
struct GridCell {
  Point point;
  std::string column, row;
};

/// The whole of `space` in even steps, row by row from the top; both numbers at least 1.
/// Linear: theta from 0 to a full turn along the columns, rho from the rim's / rows (top) to the rim along the rows.
/// Gaussian: x from -1 to 1 along the columns, y from 1 (top) to -1 along the rows.
/// `z`: height of the slice in a 3-D space, [-1, 1]; not looked at in 2-D.
/// Throws Error(BadArgument) for other numbers.
GANMUT_API std::vector<GridCell> grid_over(const ConditionalSpace &space, int columns, int rows, float z = 0.F);

} // namespace ganmut
