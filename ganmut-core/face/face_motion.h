#pragma once

#include <array>
#include <tuple>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// How far each landmark of a face has moved, pixels.
using LandmarkShifts = std::array<cv::Point2f, std::tuple_size_v<Landmarks>>;

/// Sees how the landmarks of a face move from one frame to the next, by optical flow (Lucas and Kanade, in pyramids:
/// Bouguet 2001). It trembles far less than landmarks that are found anew in each frame do, and knows no delay, but it
/// drifts away in time.
class FaceMotion {
public:
  /// How far `landmarks`, places in the frame that this was called with last, have moved until `grey` (CV_8UC1), the
  /// next one. `box`: the face in it. All zero in the first frame, and where the face cannot be followed.
  LandmarkShifts next(const cv::Mat &grey, const Landmarks &landmarks, const Box &box);

private:
  std::vector<cv::Mat> seen(const cv::Mat &grey) const;
  bool holds(const Box &box) const;
  void look_around(const Box &box, cv::Size frame);

  cv::Rect region_; ///< of the frame, around the face
  int shrinks_ = 1; ///< how many times smaller than the frame's the pictures are that are compared, a power of two
  std::vector<cv::Mat> last_;
};

} // namespace ganmut
