#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// `flow` (CV_32FC2, where each pixel comes from, aligned pixels) with less of what lifts lashes. Brows that rise pull
/// the skin above the lids along; a network's flow is too smooth to stop at the lid's rim and would stretch the lashes
/// into black streaks. So they rise by a part of the way, and the skin between them and the brow makes up for it. Lids
/// that close do so with the flow. Brows of deep-set eyes rise less: no more skin is there than can be stretched.
/// `landmarks`: of the face before, aligned pixels.
cv::Mat with_lids_held(const cv::Mat &flow, const Landmarks &landmarks);

} // namespace ganmut
