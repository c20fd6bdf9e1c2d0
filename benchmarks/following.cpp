// How steady the landmarks of a face are that is followed through clips, and how late: bench-following CLIP...
// Beside them stand landmarks found anew in every frame. What is true is not known; the nearest to it are found ones,
// smoothed in both directions of time (Savitzky and Golay 1964), which knows no delay.
#include <cmath>
#include <functional>
#include <iostream>

#include <fmt/format.h>
#include <ganmut/error.h>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "face/face_follower.h"
#include "trainer/evaluation/metrics.h"

using namespace ganmut;

namespace {

/// A number of a face in every frame, in thousandths of the face's width.
using Course = std::vector<double>;

struct Measure {
  const char *name;
  std::function<double(const Landmarks &)> of;
};

double apart(const Landmarks &face, std::size_t a, std::size_t b) {
  return std::hypot(face[a].x - face[b].x, face[a].y - face[b].y);
}

const Measure measures[] = {
    {"nose, across", [](const Landmarks &face) { return static_cast<double>(face[30].x); }},
    {"nose, up", [](const Landmarks &face) { return static_cast<double>(face[30].y); }},
    {"chin, up", [](const Landmarks &face) { return static_cast<double>(face[8].y); }},
    {"brow over the eye", [](const Landmarks &face) { return apart(face, 19, 37); }},
    {"lips' opening", [](const Landmarks &face) { return apart(face, 62, 66); }},
    {"lids' opening", [](const Landmarks &face) { return (apart(face, 37, 41) + apart(face, 38, 40)) / 2; }},
};

/// Landmarks of the largest face of all frames that have one.
struct Clip {
  std::vector<Landmarks> found, followed;
  double width = 0;
};

Clip followed(const std::string &path) {
  cv::VideoCapture capture(path);
  const Landmarker landmarker("");
  FaceFollower follower(make_dlib_detector(), std::make_unique<Landmarker>(""));
  const double rate = std::max(1., capture.get(cv::CAP_PROP_FPS));
  Clip clip;
  int frames = 0;
  for (cv::Mat frame; capture.read(frame); ++frames) {
    cv::Mat grey;
    cv::cvtColor(frame, grey, cv::COLOR_BGR2GRAY);
    const auto faces = follower.follow(grey, frames / rate, {});
    if (faces.empty())
      continue;
    clip.followed.push_back(faces.front().landmarks);
    clip.found.push_back(landmarker.find(grey, clip.found.empty() ? faces.front().box : box_around(clip.found.back())));
    clip.width += faces.front().box.width;
  }
  clip.width /= static_cast<double>(std::max<std::size_t>(1, clip.found.size()));
  return clip;
}

Course course(const std::vector<Landmarks> &faces, const Measure &measure, double width) {
  Course course;
  for (const auto &face : faces)
    course.push_back(1000 * measure.of(face) / width);
  return course;
}

Course smooth(const Course &course) {
  constexpr std::array<double, 7> weights = {-2. / 21, 3. / 21, 6. / 21, 7. / 21, 6. / 21, 3. / 21, -2. / 21};
  Course result(course);
  for (std::size_t i = 3; i + 3 < course.size(); ++i) {
    result[i] = 0;
    for (std::size_t k = 0; k < weights.size(); ++k)
      result[i] += weights[k] * course[i + k - 3];
  }
  return result;
}

/// How much each frame differs from the mean of its neighbours, on average.
double trembling(const Course &course) {
  double sum = 0;
  for (std::size_t i = 1; i + 1 < course.size(); ++i)
    sum += std::abs(course[i] - (course[i - 1] + course[i + 1]) / 2);
  return sum / static_cast<double>(course.size() - 2);
}

} // namespace

int main(int argc, char **argv) {
  try {
    fmt::print("{:<47}trembling          like the smooth course\n", "");
    fmt::print("{:<47}found  followed    found  followed\n", "clip");
    for (int i = 1; i < argc; ++i) {
      const auto clip = followed(argv[i]);
      if (clip.found.size() < 8)
        throw Error(ErrorKind::Unreadable, fmt::format("'{}' is no video with a face in eight frames.", argv[i]));
      for (const auto &measure : measures) {
        const auto found = course(clip.found, measure, clip.width);
        const auto steady = course(clip.followed, measure, clip.width);
        const auto truth = smooth(found);
        fmt::print("{:<24} {:<20} {:8.2f} {:8.2f} {:9.3f} {:8.3f}\n", argv[i], measure.name, trembling(found),
                   trembling(steady), pearson(found, truth), pearson(steady, truth));
      }
    }
  } catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
