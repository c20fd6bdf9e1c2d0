#include "composite/lip_heights.h"

#include <algorithm>
#include <vector>

#include <opencv2/core.hpp>

#include "geometry/face_maps.h"

namespace ganmut {
namespace {

/// A curve through points from left to right that swings nowhere beyond them: cubic, with the slopes of Fritsch and
/// Butland (1984).
class Curve {
public:
  explicit Curve(const std::vector<cv::Point2f> &points) {
    constexpr float least = 1e-3F; // from one to the next
    for (const auto &point : points)
      if (points_.empty() || point.x > points_.back().x + least)
        points_.push_back(point);
    if (points_.size() == 1)
      points_.push_back(points_.front() + cv::Point2f(1, 0));
    slopes_.resize(points_.size());
    for (std::size_t i = 1; i + 1 < points_.size(); ++i) {
      const float before = slope(i - 1), behind = slope(i);
      const float long_way = points_[i + 1].x - points_[i - 1].x,
                  share = (long_way + points_[i + 1].x - points_[i].x) / (3 * long_way);
      slopes_[i] = before * behind > 0 ? before * behind / (share * behind + (1 - share) * before) : 0.F;
    }
    slopes_.front() = slope(0);
    slopes_.back() = slope(points_.size() - 2);
  }

  float operator()(float x) const {
    std::size_t i = 0;
    while (i + 2 < points_.size() && x > points_[i + 1].x)
      ++i;
    const float width = points_[i + 1].x - points_[i].x, part = std::clamp((x - points_[i].x) / width, 0.F, 1.F),
                rest = 1 - part;
    return rest * rest * ((1 + 2 * part) * points_[i].y + part * width * slopes_[i]) +
           part * part * ((1 + 2 * rest) * points_[i + 1].y - rest * width * slopes_[i + 1]);
  }

private:
  float slope(std::size_t i) const { return (points_[i + 1].y - points_[i].y) / (points_[i + 1].x - points_[i].x); }

  std::vector<cv::Point2f> points_;
  std::vector<float> slopes_;
};

} // namespace

LipHeights::LipHeights(const Landmarks &landmarks) {
  const LipLine lips(landmarks);
  const Curve upper_edge(lips.upper()), lower_edge(lips.lower());
  left = std::min(lips.upper().front().x, lips.lower().front().x);
  const float end = std::max(lips.upper().back().x, lips.lower().back().x);
  steps_per_pixel = static_cast<float>(steps) / std::max(end - left, 1e-3F);
  for (std::size_t i = 0; i < upper.size(); ++i) {
    const float x = left + static_cast<float>(i) / steps_per_pixel;
    upper[i] = upper_edge(x);
    lower[i] = lower_edge(x);
  }
  const auto [highest_upper, lowest_upper] = std::minmax_element(upper.begin(), upper.end());
  const auto [highest_lower, lowest_lower] = std::minmax_element(lower.begin(), lower.end());
  highest = std::min(*highest_upper, *highest_lower);
  lowest = std::max(*lowest_upper, *lowest_lower);
}

float LipHeights::at(const std::array<float, steps + 2> &table, float x) const {
  const float place = std::clamp((x - left) * steps_per_pixel, 0.F, static_cast<float>(steps));
  const auto before = static_cast<std::size_t>(place);
  return table[before] + (table[before + 1] - table[before]) * (place - static_cast<float>(before));
}

} // namespace ganmut
