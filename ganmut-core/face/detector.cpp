#include "face/detector.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace ganmut {
namespace {

/// `grey` made small, by halves first: OpenCV takes means of four pixels ten times faster than any other means.
cv::Mat reduced(const cv::Mat &grey, double scale) {
  const cv::Size size(std::max(1, cvRound(grey.cols * scale)), std::max(1, cvRound(grey.rows * scale)));
  cv::Mat picture = grey;
  while (picture.cols >= 2 * size.width && picture.rows >= 2 * size.height) {
    const cv::Size half(picture.cols / 2, picture.rows / 2);
    cv::Mat halved;
    cv::resize(picture(cv::Rect({}, half * 2)), halved, half, 0, 0, cv::INTER_AREA); // without an odd last row
    picture = halved;
  }
  cv::Mat small; // never `grey` itself, which changes with the next frame
  cv::resize(picture, small, size, 0, 0, cv::INTER_AREA);
  return small;
}

} // namespace

View view_of(const cv::Mat &grey, const cv::Rect &where, double scale) {
  View view;
  view.picture = grey(where);
  if (scale < 1.0)
    view.picture = reduced(grey(where), scale);
  else if (scale > 1.0)
    cv::resize(grey(where), view.picture, {}, scale, scale, cv::INTER_LINEAR);
  view.origin = where.tl();
  view.scale = static_cast<float>(scale);
  return view;
}

double Detector::search_scale(const cv::Size &size, int min_face_size) const {
  return std::min(largest_scale(size), smallest_face() / std::max(1, min_face_size));
}

std::vector<Detection> Detector::detect(const cv::Mat &grey, int min_face_size) {
  if (grey.empty())
    return {};
  return detect(view_of(grey, {{}, grey.size()}, search_scale(grey.size(), min_face_size)), min_face_size);
}

std::vector<Detection> Detector::detect(const View &view, int min_face_size) {
  if (view.picture.empty())
    return {};
  auto detections = look(view.picture, double{view.scale} * min_face_size);
  for (Detection &detection : detections) {
    auto &[x, y, width, height] = detection.box;
    x = view.origin.x + x / view.scale;
    y = view.origin.y + y / view.scale;
    width /= view.scale;
    height /= view.scale;
  }
  return detections;
}

} // namespace ganmut
