#pragma once

#include <opencv2/core.hpp>

namespace ganmut {

/// What the generator makes of one aligned picture. Mats are `image_size` square.
/// The picture is warp(x, flow) + delta; `flow` is empty where the model has none.
struct Rendering {
  cv::Mat delta;   ///< CV_32FC3, BGR, 1.0 is the full range of an 8-bit sample; G(x) - warp(x, flow)
  cv::Mat flow;    ///< CV_32FC2, (dx, dy) in pixels of the aligned picture: where to fetch from, relative; or empty
  cv::Mat picture; ///< CV_32FC3, BGR, [0, 1]: G(x) itself
};

} // namespace ganmut
