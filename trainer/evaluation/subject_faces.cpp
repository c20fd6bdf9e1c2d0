#include "trainer/evaluation/subject_faces.h"

#include <opencv2/imgproc.hpp>

namespace ganmut {

SubjectFaces::SubjectFaces(const std::string &dataset_root, const Landmarker &landmarker)
    : known_(LandmarkTable::of_data_set(dataset_root)), landmarker_(landmarker) {}

Face SubjectFaces::of(const LabelledFile &file, const cv::Mat &photo) {
  if (const auto *known = known_.find(file.path))
    return *known;
  if (!finder_)
    finder_ = std::make_unique<FaceFinder>();
  if (auto found = finder_->find(photo))
    return *found;
  cv::Mat grey;
  cv::cvtColor(photo, grey, cv::COLOR_BGR2GRAY);
  Face whole;
  whole.box = {0, 0, static_cast<float>(photo.cols), static_cast<float>(photo.rows)};
  whole.landmarks = landmarker_.find(grey, whole.box);
  return whole;
}

} // namespace ganmut
