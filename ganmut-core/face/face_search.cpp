#include "face/face_search.h"

#include <algorithm>
#include <cmath>

#include "geometry/box.h"

namespace ganmut {
namespace {

constexpr double glance_area = 640 * 480;          // pixels of a frame made small
constexpr int part_width = 854, part_height = 480; // of a part of the frame, pixels at most
constexpr double close_up = 1.25; // sides of the detector's smallest face, for a face looked at closely
constexpr std::size_t few = 3;    // faces: to look closely at them costs less than to look at all of a frame
constexpr float same_face = 0.3F; // nearer than this part of a side, two detections are of one face

/// A part of a frame, and its size as it is looked at.
struct Part {
  cv::Rect where;
  double scale;
};

/// Cuts `length` pixels at `scale` into overlapping pieces of at most `most`.
std::vector<cv::Range> pieces_of(int length, double scale, int most, double overlap) {
  const double scaled = length * scale;
  const int count = std::max(1, cvCeil((scaled - overlap) / (most - overlap)));
  const double piece = (scaled + (count - 1) * overlap) / count;
  std::vector<cv::Range> pieces;
  for (int i = 0; i < count; ++i) {
    const double begin = i * (piece - overlap);
    pieces.emplace_back(cvFloor(begin / scale), std::min(length, cvCeil((begin + piece) / scale)));
  }
  return pieces;
}

std::vector<Part> parts_at(const cv::Size &frame, double scale, double smallest_face) {
  std::vector<Part> parts;
  const double overlap = 2 * smallest_face; // larger ones show at half the scale
  for (const cv::Range &rows : pieces_of(frame.height, scale, part_height, overlap))
    for (const cv::Range &columns : pieces_of(frame.width, scale, part_width, overlap))
      parts.push_back({{cv::Point(columns.start, rows.start), cv::Point(columns.end, rows.end)}, scale});
  return parts;
}

/// The part that search number `turn` looks at closely, when all that shows at `glance` needs no such look.
Part next_part(const cv::Size &frame, double glance, double finest, double smallest_face, std::uint64_t turn) {
  std::vector<double> scales;
  for (double scale = 2 * glance;; scale *= 2) {
    scales.push_back(std::min(scale, finest));
    if (scale >= finest)
      break;
  }
  const auto parts = parts_at(frame, scales[turn % scales.size()], smallest_face);
  return parts[turn / scales.size() % parts.size()];
}

cv::Rect around(const Box &box, const cv::Size &frame) {
  return cut_at_border({box.x - box.width / 2, box.y - box.height / 2, 2 * box.width, 2 * box.height}, frame);
}

/// The best of detections of one face, for all of them.
std::vector<Detection> without_doubles(std::vector<Detection> detections) {
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection &a, const Detection &b) { return a.confidence > b.confidence; });
  std::vector<Detection> kept;
  for (const Detection &detection : detections) {
    const auto same = [&](const Detection &other) { return distance(other.box, detection.box) < same_face; };
    if (std::none_of(kept.begin(), kept.end(), same))
      kept.push_back(detection);
  }
  return kept;
}

/// One that does not change with the frame.
View copied(View view) {
  if (view.scale == 1.F)
    view.picture = view.picture.clone();
  return view;
}

} // namespace

FaceSearch::~FaceSearch() = default;

std::vector<Detection> FaceSearch::whole(const cv::Mat &grey, int min_face_size) {
  if (is_pending())
    take();
  searched_.forget();
  return detector_->detect(grey, min_face_size);
}

std::optional<Detection> FaceSearch::near(const cv::Mat &grey, const Box &box) {
  const cv::Rect where = around(box, grey.size());
  if (where.empty())
    return std::nullopt;
  const double scale = close_up * detector_->smallest_face() / box.width;
  const auto found = detector_->detect(view_of(grey, where, scale), cvFloor(box.width / 2));
  return found.empty() ? std::nullopt : std::optional(found.front());
}

void FaceSearch::begin(const cv::Mat &grey, int min_face_size, const std::vector<KnownFace> &known) {
  const cv::Size frame = grey.size();
  const double finest = detector_->search_scale(frame, min_face_size);
  const double glance = std::min(finest, std::sqrt(glance_area / frame.area()));
  const bool is_all = glance >= finest;
  const bool glances = is_all || searches_ % 2 == 0;
  const double smallest = detector_->smallest_face();

  std::vector<cv::Rect> faces; // that are looked at closely
  if (known.size() <= few)
    for (const KnownFace &face : known)
      faces.push_back(around(face.box, frame));
  const Part part = glances ? Part{{{}, frame}, glance} : next_part(frame, glance, finest, smallest, searches_ / 2);
  const cv::Rect worth = searched_.worth_searching(grey, part.where, part.scale, faces, smallest);

  std::vector<View> views;
  Found found;
  if (!worth.empty())
    views.push_back(copied(view_of(grey, worth, part.scale)));
  for (const KnownFace &face : known) {
    if (!glances && !face.doubted)
      continue;
    found.sought.push_back(face);
    const cv::Rect where = around(face.box, frame);
    const bool shows = glances && face.box.width * glance > close_up * smallest && (where & worth) == where;
    if (!where.empty() && !shows)
      views.push_back(copied(view_of(grey, where, close_up * smallest / face.box.width)));
  }
  ++searches_;
  task_.begin([this, views = std::move(views), found = std::move(found), min_face_size]() mutable {
    for (const View &view : views)
      for (const Detection &detection : detector_->detect(view, min_face_size))
        found.detections.push_back(detection);
    found.detections = without_doubles(std::move(found.detections));
    return std::move(found);
  });
}

} // namespace ganmut
