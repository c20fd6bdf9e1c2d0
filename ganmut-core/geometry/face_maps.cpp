#include "geometry/face_maps.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace ganmut {

namespace {

cv::Point2f to_point(const Pixel &pixel) {
  return {pixel.x, pixel.y};
}

} // namespace

float height_at(const std::vector<cv::Point2f> &line, float x) {
  if (x <= line.front().x)
    return line.front().y;
  for (std::size_t i = 1; i < line.size(); ++i)
    if (x < line[i].x) {
      const auto &from = line[i - 1], &to = line[i];
      return from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x);
    }
  return line.back().y;
}

float farthest_move(const Landmarks &before, const Landmarks &after, std::size_t first) {
  float farthest = 0;
  for (std::size_t i = first; i < before.size(); ++i)
    farthest = std::max(farthest, std::hypot(after[i].x - before[i].x, after[i].y - before[i].y));
  return farthest;
}

LipLine::LipLine(const Landmarks &landmarks) {
  for (const int upper : {60, 61, 62, 63, 64})
    upper_.push_back(to_point(landmarks[upper]));
  for (const int lower : {60, 67, 66, 65, 64})
    lower_.push_back(to_point(landmarks[lower]));
  const auto by_x = [](const cv::Point2f &a, const cv::Point2f &b) { return a.x < b.x; };
  std::sort(upper_.begin(), upper_.end(), by_x);
  std::sort(lower_.begin(), lower_.end(), by_x);
  for (std::size_t i = 0; i < upper_.size(); ++i) { // lips that overlap meet in their middle
    const float over = upper_[i].y - height_at(lower_, upper_[i].x);
    if (over > 0.F) {
      upper_[i].y -= over / 2;
      lower_[i].y = std::max(lower_[i].y, height_at(upper_, lower_[i].x));
    }
  }
}

cv::Mat eye_openings(const Landmarks &landmarks, cv::Size size) {
  constexpr float lashes = 0.35F;  // of the opening's height; they hang into it and go with the lid
  constexpr int fraction_bits = 4; // fillPoly takes fixed-point corners
  cv::Mat openings(size, CV_32FC1, cv::Scalar(0));
  for (const int first : {36, 42}) {
    std::array<cv::Point2f, 6> edge;
    for (int i = 0; i < 6; ++i)
      edge[i] = to_point(landmarks[first + i]);
    edge[1] += lashes * (edge[5] - edge[1]);
    edge[2] += lashes * (edge[4] - edge[2]);
    std::vector<cv::Point> corners;
    for (const auto &corner : edge)
      corners.emplace_back(cvRound(corner.x * (1 << fraction_bits)), cvRound(corner.y * (1 << fraction_bits)));
    cv::fillPoly(openings, std::vector<std::vector<cv::Point>>{corners}, cv::Scalar(1), cv::LINE_8, fraction_bits);
  }
  cv::GaussianBlur(openings, openings, {}, eye_softness);
  return openings;
}

cv::Mat face_maps(const Landmarks &landmarks, int size) {
  const LipLine lips(landmarks);
  const cv::Mat eyes = eye_openings(landmarks, {size, size});
  cv::Mat maps(size, size, CV_32FC3);
  maps.forEach<cv::Vec3f>([&](cv::Vec3f &pixel, const int *position) {
    const cv::Point2f at(static_cast<float>(position[1]), static_cast<float>(position[0]));
    pixel = {lips.above_upper(at), lips.below_lower(at), eyes.at<float>(position[0], position[1])};
  });
  return maps;
}

} // namespace ganmut
