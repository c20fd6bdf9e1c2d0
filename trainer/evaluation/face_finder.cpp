#include "trainer/evaluation/face_finder.h"

#include <algorithm>
#include <filesystem>

#include <opencv2/imgproc.hpp>

#include "trainer/data/landmark_table.h"

namespace fs = std::filesystem;

namespace ganmut {

FaceFinder::FaceFinder(const std::string &dataset_root, const Landmarker &landmarker) : landmarker_(landmarker) {
  std::error_code none;
  if (const auto table = fs::path(dataset_root) / "landmarks.csv"; fs::exists(table, none))
    known_ = read_landmark_table(table.string());
}

Face FaceFinder::find(const LabelledFile &file, const cv::Mat &photo) {
  if (const auto known = known_.find(fs::path(file.path).filename().string()); known != known_.end())
    return known->second;
  cv::Mat grey;
  cv::cvtColor(photo, grey, cv::COLOR_BGR2GRAY);
  if (!detector_)
    detector_ = make_dlib_detector();
  const auto found = detector_->detect(grey, std::min(photo.cols, photo.rows) / 5);
  Face face;
  face.box =
      found.empty() ? Box{0, 0, static_cast<float>(photo.cols), static_cast<float>(photo.rows)} : found.front().box;
  face.landmarks = landmarker_.find(grey, face.box);
  return face;
}

} // namespace ganmut
