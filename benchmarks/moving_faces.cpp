#include "moving_faces.h"

#include <cmath>

#include <opencv2/imgproc.hpp>

#include <ganmut/error.h>

namespace ganmut::bench {
namespace {

constexpr int frames_in_turn = 20;
constexpr double path = 0.03;   ///< radius of the circle that a face moves on, parts of its width
constexpr double around = 0.15; ///< of the picture that is shown around a face, parts of its width

/// Corners of the copies of a picture of size `of` in a frame of size `in`.
std::vector<cv::Point> places(int count, const cv::Size &of, const cv::Size &in) {
  const int columns = std::max(1, std::min(count, in.width / of.width)), rows = (count + columns - 1) / columns;
  if (columns * of.width > in.width || rows * of.height > in.height)
    throw Error(ErrorKind::BadArgument, "So many faces of this size do not find room in the frame.");
  std::vector<cv::Point> places;
  for (int i = 0; i < count; ++i)
    places.emplace_back(i % columns * in.width / columns + (in.width / columns - of.width) / 2,
                        i / columns * in.height / rows + (in.height / rows - of.height) / 2);
  return places;
}

} // namespace

MovingFaces::MovingFaces(const cv::Mat &picture, const Box &box, const Scene &scene) : scene_(scene) {
  const cv::Size size(scene.width, scene.height);
  const double scale = scene.face_size / double{box.width};
  const auto margin = static_cast<int>(around * box.width);
  const cv::Rect part = cv::Rect(cvRound(box.x) - margin, cvRound(box.y) - margin, cvRound(box.width) + 2 * margin,
                                 cvRound(box.height) + 2 * margin) &
                        cv::Rect({}, picture.size());
  cv::Mat face;
  cv::resize(picture(part), face, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  for (int number = 0; number < frames_in_turn; ++number) {
    const double angle = 2 * M_PI * number / frames_in_turn, radius = path * scene.face_size;
    cv::Mat bgr(size, CV_8UC3, cv::Scalar(96, 104, 112));
    for (const cv::Point &place : places(scene.faces, face.size(), size))
      cv::warpAffine(face, bgr,
                     cv::Matx23d(1, 0, place.x + radius * std::cos(angle), 0, 1, place.y + radius * std::sin(angle)),
                     size, cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
    cv::cvtColor(bgr, frames_.emplace_back(), cv::COLOR_BGR2YUV_I420);
  }
}

Frame MovingFaces::frame(int number) {
  frames_[static_cast<std::size_t>(number) % frames_.size()].copyTo(copy_);
  Frame frame;
  frame.format = PixelFormat::I420;
  frame.width = scene_.width;
  frame.height = scene_.height;
  const std::ptrdiff_t luma = std::ptrdiff_t{scene_.width} * scene_.height;
  frame.planes[0] = copy_.data;
  frame.planes[1] = copy_.data + luma;
  frame.planes[2] = copy_.data + luma + luma / 4;
  frame.strides[0] = scene_.width;
  frame.strides[1] = frame.strides[2] = scene_.width / 2;
  return frame;
}

} // namespace ganmut::bench
