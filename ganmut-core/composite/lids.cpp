#include "composite/lids.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <vector>

#include "geometry/face_maps.h"

namespace ganmut {
namespace {

constexpr float lifted = 0.55F;  // of the way that the flow would lift them
constexpr float farthest = 2.6F; // that skin may be stretched, times its height
// Pixels of a picture of 128:
constexpr float band = 3.F;   // from the lid's rim to the ends of the lashes
constexpr float least = 2.F;  // of skin between the lashes and the brow
constexpr float under = 6.F;  // from a brow's landmarks to its lower edge
constexpr float beside = 8.F; // of the corners of the eye and the ends of its brow, where the flow is itself again

using Line = std::vector<cv::Point2f>;

/// The landmarks of an eye, from left to right.
struct Eye {
  Line upper, lower, brow;
};

/// One column of what a flow does to the skin between lashes and brow, heights in aligned pixels.
struct Lid {
  float rise = 0.F; ///< of the lid's rim, as far as it is let
  float ends = 0.F; ///< of the lashes, before
  float hair = 0.F; ///< of the brow: its landmarks, before
  float brow = 0.F; ///< its lower edge, before
  float lift = 0.F; ///< of the brow, whose hair moves as one

  /// Of the skin, after.
  float stretched() const { return ends - rise - (brow - lift); }
};

/// Nothing where the lid is beside the picture. `rim`: its height.
std::optional<Lid> lid_at(const cv::Mat &flow, int x, const Eye &eye, float rim) {
  const float pixel = static_cast<float>(flow.cols) / 128;
  const int at_rim = cvRound(rim);
  if (at_rim < 1 || at_rim >= flow.rows)
    return std::nullopt;
  const auto move = [&](int y) { return flow.at<cv::Vec2f>(y, x)[1]; };
  const auto source = [&](int y) { return static_cast<float>(y) + move(y); };
  Lid lid;
  lid.rise = move(at_rim) > 0 ? lifted * move(at_rim) : move(at_rim); // lids close with the flow
  lid.ends = rim - band * pixel;
  lid.hair = height_at(eye.brow, static_cast<float>(x));
  lid.brow = std::min(lid.hair + under * pixel, lid.ends - least * pixel);
  lid.hair = std::min(lid.hair, lid.brow);
  int top = std::clamp(cvFloor(lid.ends - lid.rise), 0, flow.rows - 2); // lids may close beside the picture
  while (top > 0 && source(top) > lid.hair)
    --top;
  const float part = std::clamp((lid.hair - source(top)) / (source(top + 1) - source(top)), 0.F, 1.F);
  lid.lift = lid.hair - static_cast<float>(top) - part;
  return lid;
}

/// How much of the way that a flow lifts the brow of `eye` it may: skin that is stretched further smears, and hair of
/// brows with it.
float brow_share(const cv::Mat &flow, const Eye &eye) {
  const float left = eye.upper.front().x, right = eye.upper.back().x;
  float share = 1;
  for (const float part : {0.2F, 0.5F, 0.8F}) {
    const float column = left + part * (right - left);
    const auto lid = lid_at(flow, std::clamp(cvRound(column), 0, flow.cols - 1), eye, height_at(eye.upper, column));
    if (!lid || lid->lift <= 0)
      continue;
    const float too_far = lid->stretched() - farthest * (lid->ends - lid->brow);
    share = std::min(share, 1 - too_far / lid->lift);
  }
  return std::max(share, 0.3F);
}

/// Lifts what lies above the eyes, whose lids are `rims`, by that share of the way.
void lift_less(cv::Mat &flow, const Line &rims, float share) {
  const float fade = band * static_cast<float>(flow.cols) / 128;
  for (int x = 0; x < flow.cols; ++x) {
    const float rim = height_at(rims, static_cast<float>(x));
    for (int y = 0; y < std::min(flow.rows, cvCeil(rim)); ++y)
      if (auto &move = flow.at<cv::Vec2f>(y, x); move[1] > 0)
        move *= 1 - (1 - share) * std::clamp((rim - static_cast<float>(y)) / fade, 0.F, 1.F);
  }
}

/// One column of the flow, `x`: lashes rise by a part of the way, the brow as its landmarks do, and what lies between
/// them is stretched evenly. `weight`: of that, the rest is the flow as it is.
void hold_lashes(cv::Mat &flow, int x, const Eye &eye, float weight) {
  const float pixel = static_cast<float>(flow.cols) / 128;
  const auto column = static_cast<float>(x);
  const float rim = height_at(eye.upper, column), floor = height_at(eye.lower, column);
  const auto lid = lid_at(flow, x, eye, rim);
  if (!lid || lid->stretched() <= 0)
    return;
  const auto [rise, ends, hair, brow, lift] = *lid;
  weight *= std::clamp(lift / pixel, 0.F, 1.F); // brows that fall press the skin together
  const float middle = (rim + floor) / 2, begins = brow - lift;
  for (int y = std::max(0, cvCeil(hair - lift)); y < std::min(flow.rows, cvCeil(floor)); ++y) {
    const auto row = static_cast<float>(y);
    const float skin = brow + (row - begins) * (ends - brow) / lid->stretched() - row;
    const float held = row < begins ? lift : row < ends - rise ? skin : rise;
    const float own = std::clamp((row - middle) / std::max(floor - middle, pixel), 0.F, 1.F); // of the lower lid
    float &move = flow.at<cv::Vec2f>(y, x)[1];
    move += weight * (1 - own) * (held - move);
  }
}

} // namespace

cv::Mat with_lids_held(const cv::Mat &flow, const Landmarks &landmarks) {
  cv::Mat held = flow.clone();
  const auto line = [&](std::initializer_list<std::size_t> points) {
    Line line;
    for (const auto i : points)
      line.emplace_back(landmarks[i].x, landmarks[i].y);
    return line;
  };
  const Eye eyes[] = {{line({36, 37, 38, 39}), line({36, 41, 40, 39}), line({17, 18, 19, 20, 21})},
                      {line({42, 43, 44, 45}), line({42, 47, 46, 45}), line({22, 23, 24, 25, 26})}};
  if (const float share = std::min(brow_share(flow, eyes[0]), brow_share(flow, eyes[1])); share < 1)
    lift_less(held, line({36, 37, 38, 39, 42, 43, 44, 45}), share);
  const float fade = beside * static_cast<float>(flow.cols) / 128;
  for (const auto &eye : eyes) {
    const float left = std::min(eye.upper.front().x, eye.brow.front().x),
                right = std::max(eye.upper.back().x, eye.brow.back().x);
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
