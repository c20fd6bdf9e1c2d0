#include "trainer/evaluation/clip_figures.h"

#include <algorithm>
#include <deque>
#include <filesystem>

#include <ganmut/error.h>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "trainer/data/picture_file.h"
#include "trainer/evaluation/metrics.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

std::vector<std::string> clips_in(const std::string &folder) {
  std::vector<std::string> clips;
  std::error_code missing;
  for (const auto &entry : fs::directory_iterator(folder, missing))
    if (entry.is_regular_file())
      clips.push_back(entry.path().string());
  if (clips.empty())
    throw Error(ErrorKind::NotFound, "--clips: there is no file in '" + folder + "'.");
  std::sort(clips.begin(), clips.end());
  return clips;
}

/// The inner lips' distance as a part of the distance between the eyes' outer corners.
double opening(const Landmarks &points) {
  const auto between = [&](int a, int b) { return std::hypot(points[a].x - points[b].x, points[a].y - points[b].y); };
  return between(62, 66) / std::max(between(36, 45), 1e-3F);
}

cv::Rect around(const Landmarks &points, cv::Size frame) {
  std::vector<cv::Point2f> all;
  for (const auto &point : points)
    all.emplace_back(point.x, point.y);
  return cv::boundingRect(all) & cv::Rect({}, frame);
}

/// A frame before and after the edit, grey.
struct SeenFrame {
  cv::Mat before, after;
  cv::Rect face; ///< empty where none was edited
};

/// How much the middle one of three pictures differs from the mean of its neighbours, levels.
double unsteadiness(const cv::Mat &a, const cv::Mat &b, const cv::Mat &c, const cv::Rect &where) {
  cv::Mat neighbours;
  cv::addWeighted(a(where), 0.5, c(where), 0.5, 0, neighbours, CV_32F);
  cv::Mat middle;
  b(where).convertTo(middle, CV_32F);
  return cv::mean(cv::abs(middle - neighbours))[0];
}

/// Of all frames the still quarter: those in which the clip itself changes least.
double flicker_of(std::vector<std::pair<double, double>> unsteady) {
  std::sort(unsteady.begin(), unsteady.end());
  unsteady.resize((unsteady.size() + 3) / 4);
  double before = 0, after = 0;
  for (const auto &[own, edited] : unsteady) {
    before += own;
    after += edited;
  }
  return before > 0 ? after / before : 0;
}

ClipFigures measure_clip(const std::string &clip, const std::string &emotion, const Landmarker &landmarker,
                         JudgedModel &model) {
  cv::VideoCapture capture(clip);
  const auto rate = std::max(1., capture.get(cv::CAP_PROP_FPS));
  std::vector<double> openings, edited_openings;
  std::vector<std::pair<double, double>> unsteady;
  std::deque<SeenFrame> last;
  ClipFigures figures;
  figures.clip = fs::path(clip).filename().string();
  figures.emotion = emotion;
  model.start_video();
  for (cv::Mat frame; capture.read(frame); ++figures.frames) {
    SeenFrame seen;
    cv::cvtColor(frame, seen.before, cv::COLOR_BGR2GRAY);
    const auto face = model.edit_next(frame, figures.frames / rate, model.model().space().point(emotion));
    cv::cvtColor(frame, seen.after, cv::COLOR_BGR2GRAY);
    if (face) {
      seen.face = around(face->landmarks, frame.size());
      openings.push_back(opening(landmarker.find(seen.before, face->box)));
      edited_openings.push_back(opening(landmarker.find(seen.after, face->box)));
    }
    last.push_back(std::move(seen));
    if (last.size() < 3)
      continue;
    if (const auto where = last[1].face; !last[0].face.empty() && !where.empty() && !last[2].face.empty())
      unsteady.emplace_back(unsteadiness(last[0].before, last[1].before, last[2].before, where),
                            unsteadiness(last[0].after, last[1].after, last[2].after, where));
    last.pop_front();
  }
  if (figures.frames == 0)
    throw Error(ErrorKind::Unreadable, "--clips: '" + clip + "' is no video that can be read.");
  figures.flicker = flicker_of(unsteady);
  figures.speech = pearson(openings, edited_openings);
  return figures;
}

} // namespace

std::vector<ClipFigures> measure_clips(const std::string &folder, const std::vector<std::string> &emotions,
                                       const Landmarker &landmarker, JudgedModel &model) {
  std::vector<ClipFigures> all;
  for (const auto &clip : clips_in(folder))
    for (const auto &emotion : emotions)
      all.push_back(measure_clip(clip, emotion, landmarker, model));
  return all;
}

} // namespace ganmut
