#include "face/face_track.h"

#include <algorithm>

#include "face/landmark_fit.h"
#include "geometry/box.h"

namespace ganmut {
namespace {

// Speeds are in face sides a second, beyond what the optical flow has seen already. It drifts away slowly, but it loses
// what has to be quick: jaws that drop, lips that part, lids that blink.
constexpr OneEuroFilter::Settings smooth{0.2F, 8.F, 1.F}, quick{0.4F, 30.F, 1.5F};
constexpr std::size_t first_brow = 17, first_lid = 36; // landmarks; those of the nose come between

constexpr int misses_until_lost = 3;
constexpr float restless = 0.05F;   // a face that the detector missed must fit better than this
constexpr float same_place = 0.25F; // a detection this near confirms the place found from the landmarks
constexpr float fade = 0.16F;       // seconds in which a face comes or goes

} // namespace

FaceTrack::FaceTrack(int id, const Detection &detection, float presence)
    : box_(detection.box), confirmed_(detection.box), filters_(2 * Landmarks().size(), OneEuroFilter(quick)) {
  std::fill(filters_.begin() + 2 * first_brow, filters_.begin() + 2 * first_lid, OneEuroFilter(smooth));
  face_.id = id;
  face_.box = detection.box;
  face_.confidence = detection.confidence;
  face_.presence = presence;
}

void FaceTrack::confirm(const Detection &detection, const Box &sought) {
  // The landmarks know the place better than the detector's grid, unless they went astray.
  if (distance(sought, detection.box) > same_place)
    box_ = detection.box;
  face_.confidence = detection.confidence;
  misses_ = 0;
  confirmed_ = box_;
}

void FaceTrack::follow(const Landmarker &landmarker, const cv::Mat &grey, float dt) {
  is_seen_ = find(landmarker, grey, dt);
  const float change = is_seen_ ? dt / fade : has_landmarks_ ? -dt / fade : -1.F;
  face_.presence = std::clamp(face_.presence + change, 0.F, 1.F);
}

bool FaceTrack::find(const Landmarker &landmarker, const cv::Mat &grey, float dt) {
  const LandmarkFit fit = fit_landmarks(landmarker, grey, box_);
  const bool doubtful = misses_ > 0 && fit.unrest > restless;
  if (!fit.plausible || doubtful)
    return false;
  has_landmarks_ = true;
  const Landmarks &found = fit.landmarks;
  box_ = box_around(found);
  const auto shifts = dt > 0 ? motion_.next(grey, face_.landmarks, box_) : LandmarkShifts{};
  for (std::size_t i = 0; i < found.size(); ++i) {
    filters_[2 * i].carry(shifts[i].x);
    filters_[2 * i + 1].carry(shifts[i].y);
    face_.landmarks[i].x = filters_[2 * i].filter(found[i].x, dt, box_.width);
    face_.landmarks[i].y = filters_[2 * i + 1].filter(found[i].y, dt, box_.width);
  }
  face_.box = box_around(face_.landmarks);
  return misses_ < misses_until_lost;
}

} // namespace ganmut
