#pragma once

#include <ostream>

#include <ganmut/conditional_space.h>

namespace ganmut {

/// Prints where the emotions lie, a line each under a line of titles: name, coordinates, in 2-D the same as theta and
/// rho, of a gaussian space the covariance row by row.
void print(std::ostream &stream, const ConditionalSpace &space);

} // namespace ganmut
