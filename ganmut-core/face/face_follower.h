#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "face/detector.h"
#include "face/landmarker.h"

namespace ganmut {

/// Faces with ids from frame to frame: a search now and then, landmarks every frame, One-Euro smoothing. A face that
/// was lost keeps its id for a moment; one that comes or goes fades, see Face::presence.
class FaceFollower {
public:
  FaceFollower(std::unique_ptr<Detector> detector, std::unique_ptr<Landmarker> landmarker);
  ~FaceFollower();

  /// The faces of `grey` (CV_8UC1, whole frame), largest first, as many as `settings` asks for.
  /// `pts` in seconds; nothing: a photograph: every face is detected anew, not smoothed, and has the detector's box;
  /// faces being followed are not touched. After a cut, a step back, or one of more than a second, everything is found
  /// anew. `waits`: for a search whose time has come, so that the same frames always give the same faces; else its
  /// result counts when it is there, also that of the first one.
  std::vector<Face> follow(const cv::Mat &grey, std::optional<double> pts, const FollowSettings &settings,
                           bool waits = true);

  /// The same with the boxes that another detector has found in this frame, instead of a search. A frame without any
  /// counts as searched `settings.detect_interval` frames after the last one with some.
  std::vector<Face> follow(const cv::Mat &grey, const std::vector<Box> &boxes, std::optional<double> pts,
                           const FollowSettings &settings);

  /// Forgets all faces; the next ids go on from the last one.
  void reset();

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace ganmut
