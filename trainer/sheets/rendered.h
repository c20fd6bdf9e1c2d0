#pragma once

#include <vector>

#include <ganmut/point.h>
#include <opencv2/core.hpp>
#include <torch/torch.h>

#include "network/generator.h"

namespace ganmut {

/// `pictures` [N, 3, S, S] BGR in [-1, 1] as `generator` renders them: each at its own one of N `points` of a space of
/// `dimensions`.
torch::Tensor rendered(GeneratorModule &generator, const torch::Tensor &pictures, const std::vector<Point> &points,
                       int dimensions);

/// A picture [3, H, W] BGR in [-1, 1] as CV_8UC3 BGR.
cv::Mat to_picture(const torch::Tensor &picture);

} // namespace ganmut
