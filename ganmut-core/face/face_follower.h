#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face_editor.h>

#include "face/detector.h"
#include "face/landmarker.h"

namespace ganmut {

/// Faces with ids from frame to frame: detection now and then, landmarks every frame, One-Euro smoothing.
class FaceFollower {
public:
  FaceFollower(std::unique_ptr<Detector> detector, std::unique_ptr<Landmarker> landmarker);
  ~FaceFollower();

  /// The faces of `grey` (CV_8UC1, whole frame), largest first. `pts` in seconds; nothing: a photograph.
  std::vector<Face> follow(const cv::Mat &grey, std::optional<double> pts, const EditSettings &settings);

  void reset();

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace ganmut
