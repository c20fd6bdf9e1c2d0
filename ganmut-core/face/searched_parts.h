#pragma once

#include <map>
#include <tuple>
#include <vector>

#include <opencv2/core.hpp>

namespace ganmut {

/// Remembers what the parts of a video looked like when they were searched: what has not changed since then shows no
/// new face.
class SearchedParts {
public:
  /// What of the part `where` of `grey` (CV_8UC1, whole frame) is worth a search at `scale`: what has changed since it
  /// was searched last, and around it as much as the detector's `smallest` face takes (pixels of the scaled part).
  /// Nothing in the `known` places counts, they are looked at anyway. After a change the next two searches see the same
  /// again, and one of 32 sees all of it, come what may. Empty: nothing. All places are in pixels of the frame.
  cv::Rect worth_searching(const cv::Mat &grey, const cv::Rect &where, double scale, const std::vector<cv::Rect> &known,
                           double smallest);

  /// Everything is new.
  void forget() { parts_.clear(); }

private:
  struct Part {
    cv::Mat seen;      ///< CV_16SC1: means of small cells when they were searched, or `unseen`
    cv::Rect last;     ///< what was worth a search last
    int unchanged = 0; ///< searches since then
  };
  std::map<std::tuple<int, int, int, int, double>, Part> parts_; ///< by place, size and scale
};

} // namespace ganmut
