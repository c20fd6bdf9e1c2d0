#pragma once

#include <map>
#include <tuple>
#include <vector>

#include <opencv2/core.hpp>

#include "face/detector.h"

namespace ganmut {

/// Remembers what the parts of a video looked like when they were searched: what has not changed since then shows no
/// new face.
class SearchedParts {
public:
  /// What of `view` is worth a search, in pixels of its picture: what has changed since it was searched last, and
  /// around it as much as the detector's `smallest` face takes. Nothing in the `known` places (pixels of the frame)
  /// counts, they are looked at anyway. After a change the next two searches see the same again, and one of sixteen
  /// sees all of it, come what may. Empty: nothing. Views are told apart by their place, size and scale.
  cv::Rect worth_searching(const View &view, const std::vector<cv::Rect> &known, double smallest);

  /// Everything is new.
  void forget() { parts_.clear(); }

private:
  struct Part {
    cv::Mat seen;      ///< CV_16SC1: means of small cells of the picture when they were searched, or `unseen`
    cv::Rect last;     ///< what was worth a search last
    int unchanged = 0; ///< searches since then
  };
  std::map<std::tuple<float, float, int, int, float>, Part> parts_;
};

} // namespace ganmut
