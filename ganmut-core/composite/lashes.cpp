#include "composite/lashes.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "geometry/face_maps.h"

namespace ganmut {
namespace {

constexpr float lifted = 0.55F; // of the way that the flow would lift them
// Pixels of a picture of 128:
constexpr float band = 3.F;   // from the lid's rim to the ends of the lashes
constexpr float least = 2.F;  // of skin between the lashes and the brow
constexpr float under = 4.F;  // from a brow's landmarks to its lower edge
constexpr float beside = 8.F; // of the corners of the eye, where the flow is itself again

using Line = std::vector<cv::Point2f>;

/// The landmarks of an eye, from left to right.
struct Eye {
  Line upper, lower, brow;
};

/// One column of the flow, `x`: lashes rise by a part of the way, and what lies between them and the brow is stretched
/// evenly. `weight`: of that, the rest is the flow as it is.
void hold_lashes(cv::Mat &flow, int x, const Eye &eye, float weight) {
  const float pixel = static_cast<float>(flow.cols) / 128;
  const auto column = static_cast<float>(x);
  const auto moves = [&](int y) -> float & { return flow.at<cv::Vec2f>(y, x)[1]; };
  const float rim = height_at(eye.upper, column), floor = height_at(eye.lower, column);
  const int at_rim = cvRound(rim);
  if (at_rim < 1 || at_rim >= flow.rows)
    return;
  const float rise = moves(at_rim) > 0 ? lifted * moves(at_rim) : moves(at_rim); // lids close with the flow
  const float ends = rim - band * pixel;                                         // of the lashes, before
  const float brow = std::min(height_at(eye.brow, column) + under * pixel, ends - least * pixel);
  const auto source = [&](int y) { return static_cast<float>(y) + moves(y); };
  int top = cvFloor(ends - rise);
  while (top > 0 && source(top) > brow)
    --top;
  const float begins =
      static_cast<float>(top) + std::clamp((brow - source(top)) / (source(top + 1) - source(top)), 0.F, 1.F);
  const float stretched = ends - rise - begins; // of the skin, after
  if (stretched <= 0)
    return;
  weight *= std::clamp((brow - begins) / pixel, 0.F, 1.F); // brows that fall press the skin together
  const float middle = (rim + floor) / 2;
  for (int y = top + 1; y < std::min(flow.rows, cvCeil(floor)); ++y) {
    const auto row = static_cast<float>(y);
    if (row < begins)
      continue;
    const float skin = brow + (row - begins) * (ends - brow) / stretched - row;
    const float held = row < ends - rise ? skin : rise;
    const float own = std::clamp((row - middle) / std::max(floor - middle, pixel), 0.F, 1.F); // of the lower lid
    moves(y) += weight * (1 - own) * (held - moves(y));
  }
}

} // namespace

cv::Mat with_lashes_held(const cv::Mat &flow, const Landmarks &landmarks) {
  cv::Mat held = flow.clone();
  const auto line = [&](std::initializer_list<std::size_t> points) {
    Line line;
    for (const auto i : points)
      line.emplace_back(landmarks[i].x, landmarks[i].y);
    return line;
  };
  const float fade = beside * static_cast<float>(flow.cols) / 128;
  for (const auto &eye : {Eye{line({36, 37, 38, 39}), line({36, 41, 40, 39}), line({17, 18, 19, 20, 21})},
                          Eye{line({42, 43, 44, 45}), line({42, 47, 46, 45}), line({22, 23, 24, 25, 26})}}) {
    const float left = eye.upper.front().x, right = eye.upper.back().x;
    for (int x = std::max(0, cvFloor(left - fade)); x <= std::min(flow.cols - 1, cvCeil(right + fade)); ++x) {
      const auto column = static_cast<float>(x);
      const float away = std::max({left - column, column - right, 0.F});
      if (away < fade)
        hold_lashes(held, x, eye, 1 - away / fade);
    }
  }
  return held;
}

} // namespace ganmut
