#pragma once

#include <ganmut/conditional_space.h>
#include <opencv2/core.hpp>

#include "network/generator.h"

namespace ganmut {

/// One face [3, S, S] (BGR in [-1, 1], on the generator's device) all over `space` (see grid_over), coordinates at the
/// columns and rows; a 3-D space in three slices one below the other, each with its z in the corner. CV_8UC3 BGR.
cv::Mat gamut_sheet(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &face);

} // namespace ganmut
