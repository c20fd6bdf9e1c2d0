#pragma once

#include <memory>
#include <string>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// Evaluates dlib's 68-point predictor (Kazemi and Sullivan, CVPR 2014); points come with fractions of a pixel, which
/// dlib's own class rounds away.
class Landmarker {
public:
  /// `path`: a dlib shape predictor file. An empty path: Debian's file.
  /// Throws Error: NotFound, BadFile (damaged), WrongKind (another number of points).
  explicit Landmarker(const std::string &path);
  ~Landmarker();

  /// The landmarks of the face in `box`, pixels of `grey` (CV_8UC1, any stride). The box can lie partly outside;
  /// so can points. The predictor always answers: whether a face is there is the detector's to say.
  Landmarks find(const cv::Mat &grey, const Box &box) const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The square box that dlib's detector tends to give for a face with these landmarks.
Box box_around(const Landmarks &landmarks);

} // namespace ganmut
