#pragma once

#include <functional>

#include <opencv2/core.hpp>

#include <ganmut/face_editor.h>

#include "options.h"

namespace ganmut::edit {

/// The largest face of `picture` at `grid` points of the model's space (see grid_over), each cell with its coordinates
/// above it.
/// Other settings than the point and the choice of faces come from `settings`. `progress` is told the part done, [0,
/// 1]. Returns CV_8UC3 (BGR). Throws Error(BadArgument) when there is no face.
cv::Mat grid_sheet(FaceEditor &editor, const cv::Mat &picture, const Grid &grid, EditSettings settings,
                   const std::function<void(double)> &progress);

} // namespace ganmut::edit
