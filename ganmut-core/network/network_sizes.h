#pragma once

namespace ganmut {

/// Throws Error(BadArgument) unless `dimensions` is 2 or 3, `classes` at least 2, `width` at least 1 and `blocks` at
/// least 0.
void check_generator_sizes(int dimensions, int classes, int width, int blocks);

} // namespace ganmut
