#pragma once

#include <vector>

#include <opencv2/core.hpp>
#include <torch/torch.h>

#include "engine/engine.h"

// Pictures on their way into a network and out of it.
namespace ganmut {

/// The crops of `requests` as a network takes them: [N, 3, size, size] BGR in [-1, 1], on the CPU.
/// Throws Error(BadArgument) for a crop of another size or type.
torch::Tensor pictures_of(const std::vector<FaceRequest> &requests, int size);

/// Throws Error(BadArgument) for a crop that is not CV_8UC3, `size` square.
void check_crop(const FaceRequest &request, int size);

/// A picture of CV_32FC(C) as [1, C, H, W].
torch::Tensor tensor_of(const cv::Mat &picture);

/// Rows of an [N, C, H, W] tensor as interleaved pictures, CV_32FC(C).
std::vector<cv::Mat> mats_of(const torch::Tensor &tensor);

} // namespace ganmut
