#include "engine/own_mouth.h"

#include <algorithm>
#include <array>
#include <vector>

#include "geometry/face_maps.h"

namespace ganmut {
namespace {

constexpr float parted = 3, open = 6; // pixels of 128 between the inner lips: from where on, and from where on wholly
constexpr float brighter = 1.1F;      // than half of the own mouth paint may be,
constexpr float least = 0.05F;        // and this bright in any case

/// Half of the upper part of the own mouth, between its inner lips, is no brighter, channel by channel: [0, 1].
cv::Vec3f own_colour(const cv::Mat &picture, const Landmarks &landmarks) {
  const LipLine lips(landmarks);
  const cv::Rect whole({}, picture.size());
  std::array<std::vector<uchar>, 3> levels;
  for (int x = cvCeil(landmarks[61].x); x <= cvFloor(landmarks[63].x); ++x) {
    const auto column = static_cast<float>(x);
    const float upper = lips.above_upper({column, 0}), lower = -lips.below_lower({column, 0});
    for (int y = cvCeil(upper + 1); y <= cvFloor((upper + lower) / 2); ++y)
      if (whole.contains({x, y}))
        for (int channel = 0; channel < 3; ++channel)
          levels[channel].push_back(picture.at<cv::Vec3b>(y, x)[channel]);
  }
  cv::Vec3f colour(1, 1, 1);
  for (int channel = 0; channel < 3; ++channel)
    if (auto &all = levels[channel]; !all.empty()) {
      const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
      std::nth_element(all.begin(), middle, all.end());
      colour[channel] = static_cast<float>(*middle) / 255;
    }
  return colour;
}

} // namespace

void dim_like_own_mouth(cv::Mat &paint, const cv::Mat &picture, const Landmarks &landmarks) {
  const float gap = (landmarks[66].y - landmarks[62].y) * 128 / static_cast<float>(paint.cols);
  const float share = std::clamp((gap - parted) / (open - parted), 0.F, 1.F);
  if (share == 0)
    return;
  const auto most = brighter * own_colour(picture, landmarks);
  paint.forEach<cv::Vec3f>([&](cv::Vec3f &pixel, const int *) {
    for (int channel = 0; channel < 3; ++channel)
      pixel[channel] -= share * std::max(0.F, pixel[channel] - std::max(least, most[channel]));
  });
}

} // namespace ganmut
