#include "face/worn_glasses.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "geometry/alignment.h"
#include "geometry/smooth_step.h"

namespace ganmut {
namespace {

constexpr float measured_at = 38.4F; // pixels between the eyes; the filters are for that

/// How strongly each pixel lies on a thin horizontal line, dark or bright, by the contrast around it.
cv::Mat lines_of(const cv::Mat &grey) {
  constexpr double around = 6.7, along = 1.67, across = 0.6; // standard deviations
  cv::Mat blurred, deviation;
  cv::GaussianBlur(grey, blurred, {}, around);
  const cv::Mat detail = grey - blurred;
  cv::GaussianBlur(detail.mul(detail), deviation, {}, around);
  cv::sqrt(deviation, deviation);
  cv::Mat normalized = detail / (deviation + 0.03 * blurred + 3); // the last: noise of what is dark and even
  cv::GaussianBlur(normalized, normalized, {}, along, across);
  const cv::Matx31f second_derivative(-0.5F, 1, -0.5F);
  cv::filter2D(normalized, normalized, CV_32F, second_derivative);
  return cv::abs(normalized);
}

/// A box beside a point, in distances between the eyes.
struct Place {
  float left, right, top, bottom;
};
constexpr Place bridge = {-0.087F, 0.087F, -0.174F, 0.152F};                                     // of the nose
constexpr Place temples[] = {{-0.63F, -0.39F, -0.13F, 0.087F}, {0.39F, 0.63F, -0.13F, 0.087F}};  // of both eyes
constexpr Place rims[] = {{-0.326F, 0.109F, 0.26F, 0.52F}, {-0.109F, 0.326F, 0.26F, 0.52F}};     // below them
constexpr Place cheeks[] = {{-0.456F, 0.087F, 0.63F, 0.933F}, {-0.087F, 0.456F, 0.63F, 0.933F}}; // likewise
constexpr Place forehead = {-0.52F, 0.52F, -0.673F, -0.37F};                                     // above the middle

/// The logarithm of the strongest line in each column, on average.
float strength(const cv::Mat &lines, const cv::Point2f &point, const Place &place, float distance) {
  const auto at = [&](float x, float y) {
    return cv::Point(cvRound(point.x + x * distance), cvRound(point.y + y * distance));
  };
  const cv::Rect box(at(place.left, place.top), at(place.right, place.bottom) + cv::Point(1, 1));
  const cv::Rect part = box & cv::Rect({}, lines.size());
  cv::Mat strongest;
  if (!part.empty())
    cv::reduce(lines(part), strongest, 0, cv::REDUCE_MAX);
  constexpr double none = 0.02;
  return static_cast<float>(std::log((strongest.empty() ? 0 : cv::mean(strongest)[0]) + none));
}

} // namespace

float glasses_seen(const cv::Mat &picture, const Landmarks &landmarks) {
  const auto anchors = anchor_points(landmarks);
  const double scale = measured_at / std::max(1.0, anchors[1].x - anchors[0].x);
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  if (std::abs(scale - 1) > 0.1)
    cv::resize(grey, grey, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  const double used = static_cast<double>(grey.cols) / picture.cols;
  grey.convertTo(grey, CV_32F);
  const cv::Mat lines = lines_of(grey);
  const cv::Point2f eyes[] = {anchors[0] * used, anchors[1] * used}, middle = (eyes[0] + eyes[1]) / 2;
  const float distance = eyes[1].x - eyes[0].x;
  const auto both = [&](const Place(&places)[2]) {
    return (strength(lines, eyes[0], places[0], distance) + strength(lines, eyes[1], places[1], distance)) / 2;
  };
  const cv::Point2f nose(landmarks[27].x * static_cast<float>(used), middle.y);
  const float skin = (strength(lines, middle, forehead, distance) + 2 * both(cheeks)) / 3;
  const float score = strength(lines, nose, bridge, distance) + both(temples) + both(rims) - skin;
  constexpr float surely_not = -3.65F, surely = -3.05F; // a prototype took 4 of 818 faces without for one with
  return smooth_step((score - surely_not) / (surely - surely_not));
}

float WornGlasses::look(int id, const cv::Mat &picture, const Landmarks &landmarks) {
  if (id == 0)
    return glasses_seen(picture, landmarks);
  constexpr int turn = 8;                       // frames from one look to the next
  constexpr float slower = 0.1F, faster = 0.3F; // steps towards less and more
  auto &[share, looks] = known_[id];
  if (looks++ % turn == 0) {
    const float seen = glasses_seen(picture, landmarks);
    share = looks == 1 ? seen : share + (seen < share ? slower : faster) * (seen - share);
  }
  return share;
}

float WornGlasses::share(int id) const {
  const auto known = known_.find(id);
  return known == known_.end() ? 0.F : known->second.share;
}

} // namespace ganmut
