#include "face/face_track.h"

#include <algorithm>
#include <cmath>

namespace ganmut {
namespace {

// Speeds are in face sides a second. At beta 20 the smoothed face trails a fast one by under 1 % of its side.
constexpr OneEuroFilter::Settings smoothing{1.5F, 20.F, 2.F};
constexpr int misses_until_lost = 3;
constexpr float same_place = 0.25F; // a detection this near confirms the place found from the landmarks

} // namespace

FaceTrack::FaceTrack(int id, const Detection &detection)
    : box_(detection.box), filters_(2 * Landmarks().size(), OneEuroFilter(smoothing)) {
  face_.id = id;
  confirm(detection);
}

void FaceTrack::confirm(const Detection &detection) {
  // The landmarks know the place better than the detector's grid, unless they went astray.
  if (distance(box_, detection.box) > same_place)
    box_ = detection.box;
  face_.confidence = detection.confidence;
  misses_ = 0;
}

bool FaceTrack::follow(const Landmarker &landmarker, const cv::Mat &grey, float dt) {
  const Landmarks found = find_landmarks(landmarker, grey, box_);
  if (!plausible(found, box_))
    return false;
  box_ = box_around(found);
  for (std::size_t i = 0; i < found.size(); ++i) {
    face_.landmarks[i].x = filters_[2 * i].filter(found[i].x, dt, box_.width);
    face_.landmarks[i].y = filters_[2 * i + 1].filter(found[i].y, dt, box_.width);
  }
  face_.box = box_around(face_.landmarks);
  return true;
}

bool FaceTrack::lost() const {
  return misses_ >= misses_until_lost;
}

Landmarks find_landmarks(const Landmarker &landmarker, const cv::Mat &grey, const Box &box) {
  const Landmarks first = landmarker.find(grey, box);
  return plausible(first, box) ? landmarker.find(grey, box_around(first)) : first;
}

bool plausible(const Landmarks &landmarks, const Box &box) {
  const Box own = box_around(landmarks);
  const float eyes = landmarks[36].y + landmarks[45].y;
  const float mouth = landmarks[48].y + landmarks[54].y;
  const float ratio = own.width / box.width;
  return ratio > 0.5F && ratio < 2.F && distance(own, box) < 0.5F && eyes < mouth; // false for NaN
}

float distance(const Box &a, const Box &b) {
  const float dx = a.x + a.width / 2.F - b.x - b.width / 2.F;
  const float dy = a.y + a.height / 2.F - b.y - b.height / 2.F;
  return std::hypot(dx, dy) / std::max(a.width, b.width);
}

} // namespace ganmut
