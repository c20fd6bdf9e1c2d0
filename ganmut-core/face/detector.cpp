#include "face/detector.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace ganmut {

View view_of(const cv::Mat &grey, const cv::Rect &where, double scale) {
  View view;
  view.picture = grey(where);
  if (scale != 1.0)
    cv::resize(grey(where), view.picture, {}, scale, scale, scale < 1.0 ? cv::INTER_AREA : cv::INTER_LINEAR);
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
