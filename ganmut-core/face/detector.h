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

/// A part of a grey picture in another size.
struct View {
  cv::Mat picture;    ///< CV_8UC1
  cv::Point2f origin; ///< of `picture` in the whole, pixels of the whole
  float scale = 1.F;  ///< pixels of `picture` for one of the whole
};

/// The part `where` of `grey` (CV_8UC1) as a picture of its own, `scale` times as large.
View view_of(const cv::Mat &grey, const cv::Rect &where, double scale);

/// Finds the faces of a grey picture.
class Detector {
public:
  virtual ~Detector() = default;

  /// `grey`: CV_8UC1 of any size; it is scaled by search_scale(). Boxes come in pixels of `grey`, the best first; they
  /// can lie partly outside.
  std::vector<Detection> detect(const cv::Mat &grey, int min_face_size);

  /// The same in a view; boxes come in pixels of the whole. Faces narrower than `min_face_size` pixels of the whole
  /// need not be found.
  std::vector<Detection> detect(const View &view, int min_face_size);

  /// How much a picture of `size` must be scaled for a face of `min_face_size` pixels to be just found, as far as
  /// scaling up is affordable.
  double search_scale(const cv::Size &size, int min_face_size) const;

  /// Side of the smallest face that is found in a picture, pixels.
  virtual double smallest_face() const = 0;

private:
  /// How much a picture of `size` may be enlarged.
  virtual double largest_scale(const cv::Size &size) const = 0;
  /// The faces of `picture` (CV_8UC1, not empty) that are at least `smallest` pixels wide, the best first.
  virtual std::vector<Detection> look(const cv::Mat &picture, double smallest) = 0;
};

/// dlib needs faces of 80 pixels, and enlarges only small pictures: up to 640x480 in all.
std::unique_ptr<Detector> make_dlib_detector();
/// Throws Error: NotFound, BadFile. An empty path: Debian's frontal face cascade.
std::unique_ptr<Detector> make_cascade_detector(const std::string &path);
/// YuNet (Wu, Peng and Yu, 2023). `path`: its face_detection_yunet_2023mar.onnx or one with the same outputs. The
/// faces' boxes are made like dlib's. Throws Error: BadArgument (empty path), NotFound, BadFile, WrongKind (another
/// network); so does detect(): WrongKind.
std::unique_ptr<Detector> make_yunet_detector(const std::string &path);

} // namespace ganmut
