#pragma once

#include <opencv2/core.hpp>

namespace ganmut {

/// Tells where a video goes on with another scene, from pictures of 16x9 grey pixels. Noise, light that changes and
/// things that move leave such a picture alike.
class SceneCut {
public:
  /// Whether `grey` (CV_8UC1, whole frame) shows another scene than the frame before. The first one does not.
  bool is_at(const cv::Mat &grey);

private:
  cv::Mat last_; ///< CV_32FC1, its mean taken away
};

} // namespace ganmut
