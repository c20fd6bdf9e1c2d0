#include "face/face_motion.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "geometry/box.h"

namespace ganmut {
namespace {

constexpr float large = 128;    // pixels: wider faces are halved until they are not, which is as exact and quicker
constexpr float around = 1.5F;  // of the region, in parts of the face's box
constexpr float margin = 1.2F;  // the region must hold so much of the box
constexpr float zoom = 1.2F;    // how much larger or smaller the face may have become since the region was chosen
constexpr int levels = 2;       // of the pyramid, beside the picture itself
constexpr std::size_t jaw = 17; // its points come first; they slide along an edge, or hold on to the background
constexpr int enough = 26;      // of the other 51 points
// In parts of the face's width:
constexpr float usual = 0.003F;  // what a point misses the motion of its head while a face speaks
constexpr float noise = 0.0035F; // what it seems to go because of noise
constexpr float strange = 0.03F; // what it never goes its own way from one frame to the next: it was lost

const cv::Size window(13, 13);

using Points = std::vector<cv::Point2f>;

/// A similarity transform: p to turn * p + shift, all as complex numbers.
struct HeadMotion {
  cv::Point2f turn{1, 0}, shift{0, 0};

  cv::Point2f operator()(const cv::Point2f &p) const {
    return {turn.x * p.x - turn.y * p.y + shift.x, turn.x * p.y + turn.y * p.x + shift.y};
  }
};

/// The one that leads nearest from `before` to `after`, by least squares with `weights`.
HeadMotion nearest_motion(const Points &before, const Points &after, const std::vector<float> &weights) {
  cv::Point2f from, to;
  float sum = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    from += weights[i] * before[i];
    to += weights[i] * after[i];
    sum += weights[i];
  }
  from /= sum;
  to /= sum;
  cv::Point2f turn;
  float spread = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto a = before[i] - from, b = after[i] - to;
    turn += weights[i] * cv::Point2f(a.dot(b), static_cast<float>(a.cross(b)));
    spread += weights[i] * a.dot(a);
  }
  HeadMotion motion;
  if (spread > 0) // else all points are one
    motion.turn = turn / spread;
  motion.shift = to - HeadMotion{motion.turn, {}}(from);
  return motion;
}

/// How the head as a whole moved: what most points agree on (least squares, in turns with weights by the distance).
HeadMotion head_motion(const Points &before, const Points &after, std::vector<float> weights, float face) {
  constexpr int rounds = 6;
  HeadMotion motion;
  for (int round = 0; round < rounds; ++round) {
    motion = nearest_motion(before, after, weights);
    for (std::size_t i = 0; i < before.size(); ++i)
      if (weights[i] > 0) {
        const auto away = (after[i] - motion(before[i])) / (usual * face);
        weights[i] = 1 / (1 + away.dot(away));
      }
  }
  return motion;
}

/// Where `before` went from one pyramid to the other: with the head, and from there as far as each point surely went
/// its own way. Where too few agree on the head's motion nothing moves. `face`: its width, pixels.
Points moved(const std::vector<cv::Mat> &last, const std::vector<cv::Mat> &now, const Points &before, float face) {
  Points after;
  std::vector<uchar> found;
  std::vector<float> errors, weights;
  cv::calcOpticalFlowPyrLK(last, now, before, after, found, errors, window, levels);
  for (std::size_t i = 0; i < before.size(); ++i)
    weights.push_back(found[i] != 0 && i >= jaw ? 1.F : 0.F);
  if (std::count(weights.begin(), weights.end(), 1.F) < enough)
    return before;
  const auto head = head_motion(before, after, weights, face);
  Points result;
  int followed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    result.push_back(head(before[i]));
    const auto own = after[i] - result[i];
    const auto squared = own.dot(own) / (face * face);
    if (weights[i] == 0 || squared > strange * strange)
      continue;
    result[i] += squared / (squared + noise * noise) * own;
    ++followed;
  }
  return followed < enough ? before : result;
}

} // namespace

std::vector<cv::Mat> FaceMotion::seen(const cv::Mat &grey) const {
  cv::Mat picture = grey(region_);
  for (int times = 1; times < shrinks_; times *= 2) {
    cv::Mat half;
    cv::resize(picture, half, picture.size() / 2, 0, 0, cv::INTER_AREA);
    picture = half;
  }
  std::vector<cv::Mat> pyramid;
  constexpr bool with_derivatives = true, looks_at_frame = false; // which is gone when the next one comes
  cv::buildOpticalFlowPyramid(picture, pyramid, window, levels, with_derivatives, cv::BORDER_REFLECT_101,
                              cv::BORDER_CONSTANT, looks_at_frame);
  return pyramid;
}

bool FaceMotion::holds(const Box &box) const {
  const auto growth = box.width * around / static_cast<float>(region_.width);
  const Box inner{box.x - (margin - 1) / 2 * box.width, box.y - (margin - 1) / 2 * box.height, margin * box.width,
                  margin * box.height};
  return growth < zoom && growth > 1 / zoom && inner.x >= static_cast<float>(region_.x) &&
         inner.y >= static_cast<float>(region_.y) && inner.x + inner.width <= static_cast<float>(region_.br().x) &&
         inner.y + inner.height <= static_cast<float>(region_.br().y);
}

void FaceMotion::look_around(const Box &box, cv::Size frame) {
  const auto more = (around - 1) / 2;
  region_ = cut_at_border(
      {box.x - more * box.width, box.y - more * box.height, around * box.width, around * box.height}, frame);
  for (shrinks_ = 1; box.width > large * static_cast<float>(shrinks_);)
    shrinks_ *= 2;
  region_.width -= region_.width % shrinks_;
  region_.height -= region_.height % shrinks_;
}

LandmarkShifts FaceMotion::next(const cv::Mat &grey, const Landmarks &landmarks, const Box &box) {
  LandmarkShifts shifts{};
  const auto frame = cv::Rect({}, grey.size());
  if (!last_.empty() && (region_ & frame) == region_) {
    auto now = seen(grey);
    const auto times = static_cast<float>(shrinks_);
    const cv::Point2f corner(region_.tl()), half(0.5F, 0.5F);
    Points before;
    for (const auto &point : landmarks)
      before.push_back((cv::Point2f(point.x, point.y) - corner + half) / times - half);
    const auto after = moved(last_, now, before, box.width / times);
    for (std::size_t i = 0; i < shifts.size(); ++i)
      shifts[i] = (after[i] - before[i]) * times;
    last_ = std::move(now);
  }
  if (last_.empty() || !holds(box)) {
    look_around(box, grey.size());
    last_ = region_.empty() ? std::vector<cv::Mat>() : seen(grey);
  }
  return shifts;
}

} // namespace ganmut
