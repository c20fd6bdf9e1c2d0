#pragma once

#include <cmath>

#include <opencv2/imgproc.hpp>

#include <ganmut/face.h>

// A drawn face with a mouth, in a picture of 128 pixels, and its landmarks.
namespace ganmut::drawn_lips {

inline constexpr int side = 128;
inline const cv::Scalar skin(120, 150, 200), lip(90, 90, 170), tooth(190, 205, 215), dark(20, 15, 40);
inline constexpr float mouth_y = 96, half_width = 20, thickness = 6;

/// A face whose eyes lie 38 pixels apart, its inner lips `opening` pixels.
inline Landmarks face_with(float opening) {
  Landmarks landmarks{};
  const auto ring = [&](std::size_t first, int count, cv::Point2f centre, float wide, float high) {
    for (int i = 0; i < count; ++i) {
      const auto angle = static_cast<float>(2 * M_PI * i / count);
      landmarks[first + static_cast<std::size_t>(i)] = {centre.x - wide * std::cos(angle),
                                                        centre.y - high * std::sin(angle)};
    }
  };
  for (std::size_t i = 0; i < 10; ++i) // brows
    landmarks[17 + i] = {25.F + 8.4F * static_cast<float>(i), 28};
  for (std::size_t i = 27; i < 36; ++i) // nose
    landmarks[i] = {i < 31 ? 64.F : 56.F + 4.F * static_cast<float>(i - 31), i < 31 ? 43.F + 8.F * (i - 27) : 75.F};
  ring(36, 6, {45, 43}, 7, 3);
  ring(42, 6, {83, 43}, 7, 3);
  ring(48, 12, {64, mouth_y}, half_width + 4, opening / 2 + thickness);
  ring(60, 8, {64, mouth_y}, half_width, opening / 2);
  return landmarks;
}

inline cv::Mat picture_of(float opening, const cv::Scalar &inside) {
  cv::Mat picture(side, side, CV_8UC3, skin);
  const auto ellipse = [&](float high, float wide, const cv::Scalar &colour) {
    cv::ellipse(picture, cv::Point(64, static_cast<int>(mouth_y)), cv::Size(cvRound(wide), cvRound(high)), 0, 0, 360,
                colour, cv::FILLED);
  };
  ellipse(opening / 2 + thickness, half_width + 4, lip);
  if (opening > 0)
    ellipse(opening / 2, half_width, inside);
  return picture;
}

} // namespace ganmut::drawn_lips
