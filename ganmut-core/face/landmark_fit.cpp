#include "face/landmark_fit.h"

#include <cmath>
#include <iterator>

#include "geometry/box.h"

namespace ganmut {
namespace {

bool plausible(const Landmarks &landmarks, const Box &box) {
  const Box own = box_around(landmarks);
  const float eyes = landmarks[36].y + landmarks[45].y;
  const float mouth = landmarks[48].y + landmarks[54].y;
  const float growth = own.width / box.width;
  return growth > 0.5F && growth < 2.F && distance(own, box) < 0.5F && eyes < mouth; // false for NaN
}

/// The mean of `landmarks` and of what is found in boxes beside theirs: trees answer in steps, each box's another one.
Landmarks steadied(const Landmarker &landmarker, const cv::Mat &grey, const Landmarks &landmarks) {
  constexpr float aside = 0.04F;                                                    // of a side
  constexpr float beside[][3] = {{-1, -1, 1}, {1, -1, -1}, {-1, 1, -1}, {1, 1, 1}}; // x, y, growth
  const Box own = box_around(landmarks);
  Landmarks sum = landmarks;
  for (const auto &[x, y, growth] : beside) {
    const float side = own.width * (1 + aside * growth);
    const float away = (own.width - side) / 2; // grows about its middle
    const Landmarks found =
        landmarker.find(grey, {own.x + away + aside * x * own.width, own.y + away + aside * y * own.width, side, side});
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] = {sum[i].x + found[i].x, sum[i].y + found[i].y};
  }
  constexpr float count = std::size(beside) + 1;
  for (auto &point : sum)
    point = {point.x / count, point.y / count};
  return sum;
}

} // namespace

LandmarkFit fit_landmarks(const Landmarker &landmarker, const cv::Mat &grey, const Box &box) {
  constexpr float settled = 0.04F; // what moves from one frame to the next
  LandmarkFit fit;
  Box sought = box;
  for (int pass = 0; pass < 2; ++pass) {
    fit.landmarks = landmarker.find(grey, sought);
    fit.plausible = plausible(fit.landmarks, sought);
    if (!fit.plausible)
      break;
    const Box own = box_around(fit.landmarks);
    fit.unrest = distance(sought, own) + std::abs(std::log(own.width / sought.width));
    if (fit.unrest < settled)
      break;
    sought = own;
  }
  if (fit.plausible)
    fit.landmarks = steadied(landmarker, grey, fit.landmarks);
  return fit;
}

} // namespace ganmut
