#pragma once

#include <memory>
#include <string>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// dlib's 68-point predictor.
class Landmarker {
public:
  /// An empty path: Debian's file. Throws Error: NotFound, BadFile.
  explicit Landmarker(const std::string &path);
  ~Landmarker();

  /// `grey`: CV_8UC1. `box` can lie partly outside.
  Landmarks find(const cv::Mat &grey, const Box &box) const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace ganmut
