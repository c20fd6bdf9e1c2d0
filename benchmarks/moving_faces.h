#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>
#include <ganmut/frame.h>

namespace ganmut::bench {

/// What is measured: so many faces of a size in frames of a size, pixels.
struct Scene {
  int width = 1280;
  int height = 720;
  int faces = 1;
  int face_size = 400; ///< width of a detector's box
};

/// A video whose faces move a little in every frame.
class MovingFaces {
public:
  /// `picture` (BGR) shows a face in `box`. Throws Error(BadArgument) when the faces do not find room.
  MovingFaces(const cv::Mat &picture, const Box &box, const Scene &scene);

  /// Frame `number` as I420, a copy that may be changed.
  Frame frame(int number);

private:
  Scene scene_;
  std::vector<cv::Mat> frames_; ///< I420, some of them, over and over
  cv::Mat copy_;
};

} // namespace ganmut::bench
