#include "composite/glasses.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "geometry/alignment.h"
#include "geometry/face_maps.h"

namespace ganmut {
namespace {

// In distances between the eyes:
constexpr float bottom = 0.42F, below = 0.23F;    // of the frames, under the line through the eyes; where that fades
constexpr float side = 1.F, beside = 0.15F;       // likewise, from the middle
constexpr float rim_height = 0.24F, fade = 0.08F; // of frames at least, above that line
constexpr float rim = 0.11F, brow = 0.02F;        // under a brow's landmarks: frames, the brow itself
constexpr float forehead = 0.8F;                  // above them
constexpr float brow_held = 0.75F;                // little room is left for a brow that moves
constexpr float lids_x = 0.2F, lids_y = 0.09F;    // half axes of what moves with the lids wholly; twice that: not

/// 1 up to `start`, 0 from `start` + `length` on.
float fading(float value, float start, float length) {
  return std::clamp(1 - (value - start) / length, 0.F, 1.F);
}

} // namespace

cv::Mat with_glasses_held(const cv::Mat &flow, const Landmarks &landmarks, float share) {
  if (share <= 0)
    return flow;
  const auto eyes = anchor_points(landmarks);
  const cv::Point2f left = eyes[0], right = eyes[1], middle = (left + right) / 2;
  const auto distance = std::max(1.F, static_cast<float>(cv::norm(right - left)));
  std::vector<cv::Point2f> brows;
  for (std::size_t i = 17; i <= 26; ++i)
    brows.emplace_back(landmarks[i].x, landmarks[i].y);
  cv::Mat held = flow.clone();
  held.forEach<cv::Vec2f>([&](cv::Vec2f &move, const int *at) {
    const cv::Point2f here(static_cast<float>(at[1]), static_cast<float>(at[0]));
    const cv::Point2f place = (here - middle) / distance;
    const float under_brow = (here.y - height_at(brows, here.x)) / distance;
    const float up = brow_held * fading(-under_brow, 0, forehead);
    const float top =
        std::max(fading(-place.y, rim_height, fade), up + (1 - up) * (1 - fading(under_brow, brow, rim - brow)));
    const float frame = top * fading(place.y, bottom, below) * fading(std::abs(place.x), side, beside);
    const cv::Point2f from_eye = (here - (place.x < 0 ? left : right)) / distance;
    const float lids = fading(std::hypot(from_eye.x / lids_x, from_eye.y / lids_y), 1, 1);
    move *= 1 - share * frame * (1 - lids);
  });
  return held;
}

} // namespace ganmut
