#include "trainer/data/face_finder.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "face/landmark_fit.h"

namespace ganmut {

namespace {

/// How to look for a face once.
struct Search {
  double smallest; ///< side of a face, as a part of the picture's shorter side
  double border;   ///< added around the picture, as a part of its shorter side
};

// A face that fills its picture needs a border, for the detector knows faces with something around them.
constexpr Search searches[] = {{0.2, 0}, {0.4, 0.4}, {0.1, 0}};

std::optional<Detection> largest(Detector &detector, const cv::Mat &grey, const Search &search) {
  const int side = std::min(grey.cols, grey.rows), border = cvRound(search.border * side);
  cv::Mat padded = grey;
  if (border > 0)
    cv::copyMakeBorder(grey, padded, border, border, border, border, cv::BORDER_REPLICATE);
  std::optional<Detection> found;
  for (auto &detection : detector.detect(padded, std::max(1, cvRound(search.smallest * side)))) {
    detection.box.x -= static_cast<float>(border);
    detection.box.y -= static_cast<float>(border);
    if (detection.sure && (!found || detection.box.width > found->box.width))
      found = detection;
  }
  return found;
}

} // namespace

FaceFinder::FaceFinder() : landmarker_("") {}

std::unique_ptr<Detector> FaceFinder::borrow() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty())
    return make_dlib_detector();
  auto detector = std::move(idle_.back());
  idle_.pop_back();
  return detector;
}

void FaceFinder::give_back(std::unique_ptr<Detector> detector) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(detector));
}

std::optional<Face> FaceFinder::find(const cv::Mat &picture) {
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  auto detector = borrow();
  std::optional<Face> face;
  for (const auto &search : searches) {
    const auto detection = largest(*detector, grey, search);
    if (!detection)
      continue;
    if (const auto fit = fit_landmarks(landmarker_, grey, detection->box); fit.plausible) {
      face = Face{0, detection->box, fit.landmarks, detection->confidence};
      break;
    }
  }
  give_back(std::move(detector));
  return face;
}

Face FaceFinder::whole(const cv::Mat &picture) const {
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  Face face;
  face.box = {0, 0, static_cast<float>(picture.cols), static_cast<float>(picture.rows)};
  face.landmarks = landmarker_.find(grey, face.box);
  return face;
}

} // namespace ganmut
