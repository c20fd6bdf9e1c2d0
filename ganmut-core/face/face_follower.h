#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "face/detector.h"
#include "face/landmarker.h"

namespace ganmut {

/// Faces with ids from frame to frame: detection now and then, landmarks every frame, One-Euro smoothing.
class FaceFollower {
public:
  FaceFollower(std::unique_ptr<Detector> detector, std::unique_ptr<Landmarker> landmarker);
  ~FaceFollower();

  /// The faces of `grey` (CV_8UC1, whole frame), largest first, as many as `settings` asks for.
  /// `pts` in seconds; nothing: a photograph: every face is detected anew, not smoothed, and has the detector's box;
  /// faces being followed are not touched. After a step back, or of more than a second, everything is found anew.
  std::vector<Face> follow(const cv::Mat &grey, std::optional<double> pts, const FollowSettings &settings);

  /// Forgets all faces; the next ids go on from the last one.
  void reset();

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace ganmut
