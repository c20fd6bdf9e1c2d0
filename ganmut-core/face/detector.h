#pragma once

#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

struct Detection {
  Box box;
  float confidence = 0.F; ///< the detector's own scale
  /// False: too weak to begin with, but enough to confirm a face that is being followed (it turned away, say).
  bool sure = true;
};

/// Finds the faces of a grey picture.
class Detector {
public:
  virtual ~Detector() = default;
  /// `grey`: CV_8UC1 of any size; it is scaled so that a face of `min_face_size` pixels is just found (dlib needs
  /// 80 pixels and enlarges only small pictures: up to 640x480 in all).
  /// Boxes come in pixels of `grey`, the best first; they can lie partly outside.
  virtual std::vector<Detection> detect(const cv::Mat &grey, int min_face_size) = 0;
};

std::unique_ptr<Detector> make_dlib_detector();
/// Throws Error: NotFound, BadFile. An empty path: Debian's frontal face cascade.
std::unique_ptr<Detector> make_cascade_detector(const std::string &path);

} // namespace ganmut
