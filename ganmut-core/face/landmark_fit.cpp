#include "face/landmark_fit.h"

#include <cmath>

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
  return fit;
}

} // namespace ganmut
