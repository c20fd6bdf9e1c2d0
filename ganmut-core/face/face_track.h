#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "face/detector.h"
#include "face/face_motion.h"
#include "face/landmarker.h"
#include "face/one_euro_filter.h"

namespace ganmut {

/// One face on its way through a video.
class FaceTrack {
public:
  /// `presence`: 1 for a face that is there at once, 0 for one that fades in.
  FaceTrack(int id, const Detection &detection, float presence);

  /// The detector saw the face again; it had looked where the face was at `sought`, pixels.
  void confirm(const Detection &detection, const Box &sought);
  /// The detector looked and did not see it.
  void miss() { ++misses_; }

  /// Finds the landmarks near the last ones and smooths them; `dt` is the time since the last frame, seconds; at 0
  /// they stay where they were. Where there is no face any more, they stay as well, and the face's presence fades.
  void follow(const Landmarker &landmarker, const cv::Mat &grey, float dt);

  /// Faded away.
  bool is_gone() const { return !is_seen_ && face_.presence <= 0.F; }
  int misses() const { return misses_; }

  /// With smoothed landmarks, and the box that belongs to them.
  const Face &face() const { return face_; }
  /// Where the next landmarks are sought.
  const Box &box() const { return box_; }
  /// Where the detector agreed to see the face last.
  const Box &confirmed() const { return confirmed_; }

private:
  bool find(const Landmarker &landmarker, const cv::Mat &grey, float dt);

  Box box_;
  Box confirmed_;
  Face face_;
  int misses_ = 0;
  bool is_seen_ = true;
  bool has_landmarks_ = false;
  FaceMotion motion_;
  std::vector<OneEuroFilter> filters_; ///< x and y of each landmark in turn
};

} // namespace ganmut
