#include "face/face_follower.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "face/face_search.h"
#include "face/face_track.h"
#include "face/landmark_fit.h"
#include "face/scene_cut.h"
#include "geometry/box.h"

namespace ganmut {
namespace {

constexpr float nearest = 0.6F;    // farther apart than this part of a side, two boxes are two faces
constexpr float duplicate = 0.25F; // nearer than this, two tracks follow one face
constexpr double longest_step = 1; // seconds between two frames of one scene
constexpr double remembered = 2;   // seconds that a face which was lost keeps its id
constexpr float returned = 1.2F;   // nearer than this part of a side to where it was seen last, it is back

std::vector<Detection> large_enough(std::vector<Detection> detections, const FollowSettings &settings) {
  const auto too_small = [&](const Detection &d) { return d.box.width < static_cast<float>(settings.min_face_size); };
  detections.erase(std::remove_if(detections.begin(), detections.end(), too_small), detections.end());
  return detections;
}

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
  State(std::unique_ptr<Detector> detector, std::unique_ptr<Landmarker> with)
      : search(std::move(detector)), landmarker(std::move(with)) {}

  std::vector<Face> photograph(const cv::Mat &grey, const std::vector<Detection> &detections) const;
  std::vector<Face> next(const cv::Mat &grey, double pts, const std::function<void()> &look);
  void forget();
  std::vector<Detection> whole(const cv::Mat &grey, const FollowSettings &settings);
  void look(const cv::Mat &grey, const FollowSettings &settings, bool waits);
  void take(const std::vector<Detection> &detections, const FollowSettings &settings);
  using Place = std::function<std::optional<Detection>(const Detection &)>;
  void match(const FaceSearch::Found &found, const Place &here, float presence);
  void match_here(const std::vector<Detection> &detections);
  void follow_all(const cv::Mat &grey, float dt);
  void begin_scene(const cv::Mat &grey);
  std::vector<KnownFace> known() const;
  int id_for(const Box &box);

  /// A face that was lost: where the detector saw it last, and when it was given up, in seconds.
  struct Memory {
    int id;
    Box box;
    double lost_at;
  };

  FaceSearch search;
  std::unique_ptr<Landmarker> landmarker;
  SceneCut cut;
  std::vector<FaceTrack> tracks;
  std::vector<Memory> memories;
  std::optional<double> last_pts;
  std::optional<int> frames_since_search; ///< none yet: the next frame is searched
  bool is_outdated = false;               ///< the search in progress, for the scene has changed
  int next_id = 1;
};

std::vector<Detection> FaceFollower::State::whole(const cv::Mat &grey, const FollowSettings &settings) {
  is_outdated = false;
  return large_enough(search.whole(grey, settings.min_face_size), settings);
}

/// Searches anew. Faces that the detector sees where they were stay: then it was no cut but a lamp that went on.
void FaceFollower::State::begin_scene(const cv::Mat &grey) {
  if (search.is_pending())
    search.take();
  const auto gone = [&](const FaceTrack &track) { return !search.near(grey, track.box()); };
  tracks.erase(std::remove_if(tracks.begin(), tracks.end(), gone), tracks.end());
  if (tracks.empty())
    memories.clear();
  frames_since_search.reset();
  is_outdated = false;
}

std::vector<KnownFace> FaceFollower::State::known() const {
  std::vector<KnownFace> known;
  for (const FaceTrack &track : tracks)
    known.push_back({track.face().id, track.box(), track.misses() > 0});
  return known;
}

/// Takes the result of a search, and begins the next one.
void FaceFollower::State::look(const cv::Mat &grey, const FollowSettings &settings, bool waits) {
  // Counted up, not down, so that a new interval counts at once.
  if (frames_since_search && ++*frames_since_search < settings.detect_interval)
    return;
  if (waits && (!frames_since_search || settings.detect_interval == 1)) {
    match_here(whole(grey, settings));
    return;
  }
  if (search.is_pending() && !waits && !search.is_done())
    return; // the next frame asks again
  if (search.is_pending()) {
    auto found = search.take();
    found.detections = large_enough(std::move(found.detections), settings);
    const Place anew = [&](const Detection &then) { return search.near(grey, then.box); };
    if (!std::exchange(is_outdated, false))
      match(found, anew, 0.F);
  }
  search.begin(grey, settings.min_face_size, known());
  frames_since_search = 0;
}

/// Takes what another detector has found in this frame.
void FaceFollower::State::take(const std::vector<Detection> &detections, const FollowSettings &settings) {
  if (detections.empty() && frames_since_search && ++*frames_since_search < settings.detect_interval)
    return;
  match_here(detections);
}

/// Takes what was found in this frame.
void FaceFollower::State::match_here(const std::vector<Detection> &detections) {
  const float presence = frames_since_search ? 0.F : 1.F; // who is there in the first frame needs no entrance
  const Place here = [](const Detection &detection) { return detection; };
  match({detections, known()}, here, presence);
  frames_since_search = 0;
}

/// Gives each detection, nearest pairs first, to the track that was beside it when the search began; what is left over
/// and sure begins a track, at the place that `here` gives it in the frame of the moment, where there is one.
void FaceFollower::State::match(const FaceSearch::Found &found, const Place &here, float presence) {
  const auto &[detections, sought] = found;
  struct Pair {
    float distance;
    std::size_t known, detection;
  };
  std::vector<Pair> pairs;
  for (std::size_t k = 0; k < sought.size(); ++k)
    for (std::size_t d = 0; d < detections.size(); ++d)
      if (const float apart = distance(sought[k].box, detections[d].box); apart < nearest)
        pairs.push_back({apart, k, d});
  std::sort(pairs.begin(), pairs.end(), [](const Pair &a, const Pair &b) { return a.distance < b.distance; });

  const auto track_of = [&](const KnownFace &face) {
    return std::find_if(tracks.begin(), tracks.end(), [&](const FaceTrack &t) { return t.face().id == face.id; });
  };
  std::vector<bool> seen(sought.size());
  std::vector<bool> used(detections.size());
  for (const Pair &pair : pairs)
    if (!seen[pair.known] && !used[pair.detection]) {
      if (const auto track = track_of(sought[pair.known]); track != tracks.end())
        track->confirm(detections[pair.detection], sought[pair.known].box);
      seen[pair.known] = used[pair.detection] = true;
    }
  for (std::size_t k = 0; k < seen.size(); ++k)
    if (const auto track = track_of(sought[k]); !seen[k] && track != tracks.end())
      track->miss();
  for (std::size_t d = 0; d < used.size(); ++d) {
    if (used[d] || !detections[d].sure)
      continue;
    const auto detection = here(detections[d]);
    const auto same = [&](const FaceTrack &track) { return distance(track.box(), detection->box) < nearest; };
    if (detection && std::none_of(tracks.begin(), tracks.end(), same))
      tracks.emplace_back(id_for(detection->box), *detection, presence);
  }
}

/// That of the nearest face which was lost there a moment ago, or a new one.
int FaceFollower::State::id_for(const Box &box) {
  const auto away = [&](const Memory &memory) { return distance(memory.box, box); };
  const auto old = [this](const Memory &memory) { return *last_pts - memory.lost_at > remembered; };
  memories.erase(std::remove_if(memories.begin(), memories.end(), old), memories.end());
  const auto closest = std::min_element(memories.begin(), memories.end(),
                                        [&](const Memory &a, const Memory &b) { return away(a) < away(b); });
  if (closest == memories.end() || away(*closest) > returned)
    return next_id++;
  const int id = closest->id;
  memories.erase(closest);
  return id;
}

void FaceFollower::State::follow_all(const cv::Mat &grey, float dt) {
  std::vector<FaceTrack> kept;
  // Surest first, so that of two tracks on one face the one that detections confirm stays.
  std::stable_sort(tracks.begin(), tracks.end(),
                   [](const FaceTrack &a, const FaceTrack &b) { return a.misses() < b.misses(); });
  for (FaceTrack &track : tracks) {
    track.follow(*landmarker, grey, dt);
    const auto same = [&](const FaceTrack &other) { return distance(other.box(), track.box()) < duplicate; };
    if (track.is_gone() || std::any_of(kept.begin(), kept.end(), same))
      memories.push_back({track.face().id, track.confirmed(), *last_pts});
    else
      kept.push_back(std::move(track));
  }
  tracks = std::move(kept);
}

FaceFollower::FaceFollower(std::unique_ptr<Detector> detector, std::unique_ptr<Landmarker> landmarker)
    : state_(std::make_unique<State>(std::move(detector), std::move(landmarker))) {}

FaceFollower::~FaceFollower() = default;

std::vector<Face> FaceFollower::State::photograph(const cv::Mat &grey, const std::vector<Detection> &detections) const {
  std::vector<Face> faces;
  for (const Detection &detection : detections) {
    if (!detection.sure)
      continue;
    const LandmarkFit fit = fit_landmarks(*landmarker, grey, detection.box);
    if (fit.plausible)
      faces.push_back({static_cast<int>(faces.size()) + 1, detection.box, fit.landmarks, detection.confidence});
  }
  return faces;
}

/// A frame of a video comes; `look` finds the faces that are new in it. Returns all of them.
std::vector<Face> FaceFollower::State::next(const cv::Mat &grey, double pts, const std::function<void()> &look) {
  const double step = last_pts ? pts - *last_pts : 0;
  if (step < 0 || step > longest_step)
    forget();
  last_pts = pts;
  look();
  follow_all(grey, static_cast<float>(step));
  std::vector<Face> faces;
  for (const FaceTrack &track : tracks)
    faces.push_back(track.face());
  return faces;
}

void FaceFollower::State::forget() {
  tracks.clear();
  memories.clear();
  cut = {};
  last_pts.reset();
  frames_since_search.reset();
  is_outdated = search.is_pending();
}

std::vector<Face> FaceFollower::follow(const cv::Mat &grey, std::optional<double> pts, const FollowSettings &settings,
                                       bool waits) {
  if (!pts)
    return selected(state_->photograph(grey, state_->whole(grey, settings)), grey.size(), settings);
  const auto look = [&] {
    if (state_->cut.is_at(grey))
      state_->begin_scene(grey);
    state_->look(grey, settings, waits);
  };
  return selected(state_->next(grey, *pts, look), grey.size(), settings);
}

std::vector<Face> FaceFollower::follow(const cv::Mat &grey, const std::vector<Box> &boxes, std::optional<double> pts,
                                       const FollowSettings &settings) {
  std::vector<Detection> detections;
  for (const Box &box : boxes)
    detections.push_back({box, 1.F});
  detections = large_enough(std::move(detections), settings);
  if (!pts)
    return selected(state_->photograph(grey, detections), grey.size(), settings);
  const auto look = [&] {
    if (state_->cut.is_at(grey))
      state_->tracks.clear();
    state_->take(detections, settings);
  };
  return selected(state_->next(grey, *pts, look), grey.size(), settings);
}

void FaceFollower::reset() {
  state_->forget();
}

} // namespace ganmut
