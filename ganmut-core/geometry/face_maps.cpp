#include "geometry/face_maps.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace ganmut {

namespace {

cv::Point2f to_point(const Pixel &pixel) {
  return {pixel.x, pixel.y};
}

} // namespace

LipLine::LipLine(const Landmarks &landmarks) {
  constexpr std::array<int, 5> upper{60, 61, 62, 63, 64}, lower{60, 67, 66, 65, 64};
  for (std::size_t i = 0; i < upper.size(); ++i) {
    upper_[i] = to_point(landmarks[upper[i]]);
    lower_[i] = to_point(landmarks[lower[i]]);
  }
  const auto by_x = [](const cv::Point2f &a, const cv::Point2f &b) { return a.x < b.x; };
  std::sort(upper_.begin(), upper_.end(), by_x);
  std::sort(lower_.begin(), lower_.end(), by_x);
  for (std::size_t i = 0; i < upper_.size(); ++i) { // lips that overlap meet in their middle
    const float over = upper_[i].y - height(lower_, upper_[i].x);
    if (over > 0.F) {
      upper_[i].y -= over / 2;
      lower_[i].y = std::max(lower_[i].y, height(upper_, lower_[i].x));
    }
  }
}

float LipLine::height(const Edge &edge, float x) {
  if (x <= edge.front().x)
    return edge.front().y;
  for (std::size_t i = 1; i < edge.size(); ++i)
    if (x < edge[i].x) {
      const auto &from = edge[i - 1], &to = edge[i];
      return from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x);
    }
  return edge.back().y;
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
