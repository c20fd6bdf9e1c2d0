#include "engine/folds.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "geometry/smooth_step.h"

namespace ganmut {
namespace {

cv::Point2f point(const Landmarks &landmarks, std::size_t i) {
  return {landmarks[i].x, landmarks[i].y};
}

/// Where a smile folds the cheeks, 1 to 0.
cv::Mat cheeks_beside_mouth(const Landmarks &landmarks, int size, float pixel) {
  constexpr float core = 3.5F, rim = 5; // pixels of 128
  cv::Mat paths(size, size, CV_8UC1, cv::Scalar(255));
  const auto path = [&](std::size_t wing, std::size_t corner, float out) {
    const auto from = point(landmarks, wing) + cv::Point2f(6 * out, 2 * pixel);
    const auto to = point(landmarks, corner) + cv::Point2f(5 * out, 7 * pixel);
    const cv::Point2f side(to.x + 2 * out, (from.y + to.y) / 2);
    std::vector<cv::Point> points;
    constexpr int steps = 12;
    for (int i = 0; i <= steps; ++i) {
      const float t = static_cast<float>(i) / steps;
      points.push_back((1 - t) * (1 - t) * from + 2 * t * (1 - t) * side + t * t * to);
    }
    cv::polylines(paths, points, false, 0);
  };
  path(31, 48, -pixel);
  path(35, 54, pixel);
  cv::Mat away, cheeks(size, size, CV_32FC1);
  cv::distanceTransform(paths, away, cv::DIST_L2, 3);
  std::vector<cv::Point> mouth;
  for (std::size_t i = 48; i < 60; ++i)
    mouth.push_back(point(landmarks, i));
  cv::Mat lips(size, size, CV_8UC1, cv::Scalar(255)), beside;
  cv::fillPoly(lips, std::vector<std::vector<cv::Point>>{mouth}, 0);
  cv::distanceTransform(lips, beside, cv::DIST_L2, 3);
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x)
      cheeks.at<float>(y, x) = smooth_step(1 - (away.at<float>(y, x) / pixel - core) / rim) *
                               smooth_step((beside.at<float>(y, x) / pixel - 2) / 2);
  return cheeks;
}

/// How much brighter narrow valleys of `crop` would be, were they as the skin on both sides: CV_32FC1, [0, 1].
cv::Mat valleys(const cv::Mat &crop, float pixel) {
  constexpr float widest = 5, ironed = 0.8F, most = 0.25F;
  cv::Mat grey, light, filled;
  cv::cvtColor(crop, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(light, CV_32F, 1 / 255.);
  cv::GaussianBlur(light, light, {}, 0.6 * pixel);
  const int side = 2 * cvRound(widest * pixel) + 1;
  cv::morphologyEx(light, filled, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  cv::GaussianBlur(filled, filled, {}, 1.5 * pixel);
  return cv::max(0, cv::min(ironed * (filled - light), most));
}

} // namespace

void smooth_smile_folds(RenderedLayers &layers, const cv::Mat &crop, const Landmarks &landmarks, float share) {
  const int size = layers.upper.cols;
  if (share <= 0) {
    layers.lift = cv::Mat::zeros(size, size, CV_32FC1);
    return;
  }
  const float pixel = static_cast<float>(size) / 128;
  const cv::Mat lift = share * cheeks_beside_mouth(landmarks, size, pixel).mul(valleys(crop, pixel));
  cv::Mat from(lift.size(), CV_32FC2);
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x)
      from.at<cv::Vec2f>(y, x) = cv::Vec2f(static_cast<float>(x), static_cast<float>(y)) +
                                 (layers.upper.at<cv::Vec2f>(y, x) + layers.lower.at<cv::Vec2f>(y, x)) / 2;
  cv::remap(lift, layers.lift, from, {}, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
}

} // namespace ganmut
