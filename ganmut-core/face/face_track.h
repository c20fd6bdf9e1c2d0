#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "face/detector.h"
#include "face/landmarker.h"
#include "face/one_euro_filter.h"

namespace ganmut {

/// One face on its way through a video.
class FaceTrack {
public:
  FaceTrack(int id, const Detection &detection);

  /// The detector saw the face again.
  void confirm(const Detection &detection);
  /// The detector looked and did not see it.
  void miss() { ++misses_; }

  /// Finds the landmarks near the last ones and smooths them; `dt` is the time since the last frame, seconds; at 0
  /// they stay where they were. Returns false where there is no face any more.
  bool follow(const Landmarker &landmarker, const cv::Mat &grey, float dt);

  /// Missed by several detections in a row.
  bool lost() const;
  int misses() const { return misses_; }

  /// With smoothed landmarks, and the box that belongs to them.
  const Face &face() const { return face_; }
  /// Where the next landmarks are sought.
  const Box &box() const { return box_; }

private:
  Box box_;
  Face face_;
  int misses_ = 0;
  std::vector<OneEuroFilter> filters_; ///< x and y of each landmark in turn
};

} // namespace ganmut
