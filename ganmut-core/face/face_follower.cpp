#include "face/face_follower.h"

#include <algorithm>
#include <cmath>

#include "face/face_track.h"
#include "face/landmark_fit.h"
#include "geometry/box.h"

namespace ganmut {
namespace {

constexpr float nearest = 0.6F;    // farther apart than this part of a side, two boxes are two faces
constexpr float duplicate = 0.25F; // nearer than this, two tracks follow one face
constexpr double longest_step = 1; // seconds between two frames of one scene

/// The face nearest to the middle of a frame comes first.
void lead_with_central(std::vector<Face> &faces, const cv::Size &frame) {
  const auto from_middle = [&](const Face &face) {
    const auto &box = face.box;
    return std::hypot(box.x + (box.width - static_cast<float>(frame.width)) / 2,
                      box.y + (box.height - static_cast<float>(frame.height)) / 2);
  };
  const auto central = std::min_element(faces.begin(), faces.end(),
                                        [&](const Face &a, const Face &b) { return from_middle(a) < from_middle(b); });
  if (central != faces.end())
    std::iter_swap(faces.begin(), central);
}

std::vector<Face> selected(std::vector<Face> faces, const cv::Size &frame, const FollowSettings &settings) {
  const auto area = [](const Face &face) { return face.box.width * face.box.height; };
  std::stable_sort(faces.begin(), faces.end(), [&](const Face &a, const Face &b) { return area(a) > area(b); });
  if (settings.select == FaceSelection::Center)
    lead_with_central(faces, frame);
  const int limit = settings.select == FaceSelection::All ? settings.max_faces : 1;
  if (limit > 0 && faces.size() > static_cast<std::size_t>(limit))
    faces.resize(limit);
  return faces;
}

} // namespace

struct FaceFollower::State {
  std::vector<Detection> detect(const cv::Mat &grey, const FollowSettings &settings) const;
  std::vector<Face> photograph(const cv::Mat &grey, const FollowSettings &settings) const;
  void match(const std::vector<Detection> &detections);
  void follow_all(const cv::Mat &grey, float dt);

  std::unique_ptr<Detector> detector;
  std::unique_ptr<Landmarker> landmarker;
  std::vector<FaceTrack> tracks;
  std::optional<double> last_pts;
  std::optional<int> frames_since_detection; ///< none yet: the next frame is searched
  int next_id = 1;
};

std::vector<Detection> FaceFollower::State::detect(const cv::Mat &grey, const FollowSettings &settings) const {
  auto detections = detector->detect(grey, settings.min_face_size);
  const auto too_small = [&](const Detection &d) { return d.box.width < static_cast<float>(settings.min_face_size); };
  detections.erase(std::remove_if(detections.begin(), detections.end(), too_small), detections.end());
  return detections;
}

std::vector<Face> FaceFollower::State::photograph(const cv::Mat &grey, const FollowSettings &settings) const {
  std::vector<Face> faces;
  for (const Detection &detection : detect(grey, settings)) {
    if (!detection.sure)
      continue;
    const LandmarkFit fit = fit_landmarks(*landmarker, grey, detection.box);
    if (fit.plausible)
      faces.push_back({static_cast<int>(faces.size()) + 1, detection.box, fit.landmarks, detection.confidence});
  }
  return faces;
}

/// Gives each detection, nearest pairs first, to the track beside it; what is left over and sure begins
/// a track.
void FaceFollower::State::match(const std::vector<Detection> &detections) {
  struct Pair {
    float distance;
    std::size_t track, detection;
  };
  std::vector<Pair> pairs;
  for (std::size_t t = 0; t < tracks.size(); ++t)
    for (std::size_t d = 0; d < detections.size(); ++d)
      if (const float apart = distance(tracks[t].box(), detections[d].box); apart < nearest)
        pairs.push_back({apart, t, d});
  std::sort(pairs.begin(), pairs.end(), [](const Pair &a, const Pair &b) { return a.distance < b.distance; });

  std::vector<bool> seen(tracks.size());
  std::vector<bool> known(detections.size());
  for (const Pair &pair : pairs)
    if (!seen[pair.track] && !known[pair.detection]) {
      tracks[pair.track].confirm(detections[pair.detection]);
      seen[pair.track] = known[pair.detection] = true;
    }
  for (std::size_t t = 0; t < seen.size(); ++t)
    if (!seen[t])
      tracks[t].miss();
  for (std::size_t d = 0; d < known.size(); ++d)
    if (!known[d] && detections[d].sure)
      tracks.emplace_back(next_id++, detections[d]);
}

void FaceFollower::State::follow_all(const cv::Mat &grey, float dt) {
  std::vector<FaceTrack> kept;
  // Surest first, so that of two tracks on one face the one that detections confirm stays.
  std::stable_sort(tracks.begin(), tracks.end(),
                   [](const FaceTrack &a, const FaceTrack &b) { return a.misses() < b.misses(); });
  for (FaceTrack &track : tracks) {
    if (track.lost() || !track.follow(*landmarker, grey, dt))
      continue;
    const auto same = [&](const FaceTrack &other) { return distance(other.box(), track.box()) < duplicate; };
    if (std::none_of(kept.begin(), kept.end(), same))
      kept.push_back(std::move(track));
  }
  tracks = std::move(kept);
}

FaceFollower::FaceFollower(std::unique_ptr<Detector> detector, std::unique_ptr<Landmarker> landmarker)
    : state_(std::make_unique<State>()) {
  state_->detector = std::move(detector);
  state_->landmarker = std::move(landmarker);
}

FaceFollower::~FaceFollower() = default;

std::vector<Face> FaceFollower::follow(const cv::Mat &grey, std::optional<double> pts, const FollowSettings &settings) {
  if (!pts)
    return selected(state_->photograph(grey, settings), grey.size(), settings);

  const double step = state_->last_pts ? *pts - *state_->last_pts : 0;
  if (step < 0 || step > longest_step)
    reset();
  state_->last_pts = pts;
  // Counted up, not down, so that a new interval counts at once.
  auto &since = state_->frames_since_detection;
  if (!since || ++*since >= settings.detect_interval) {
    state_->match(state_->detect(grey, settings));
    since = 0;
  }
  state_->follow_all(grey, static_cast<float>(step));
  std::vector<Face> faces;
  for (const FaceTrack &track : state_->tracks)
    faces.push_back(track.face());
  return selected(std::move(faces), grey.size(), settings);
}

void FaceFollower::reset() {
  state_->tracks.clear();
  state_->last_pts.reset();
  state_->frames_since_detection.reset();
}

} // namespace ganmut
