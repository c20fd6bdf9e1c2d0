#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <opencv2/core.hpp>

#include "face/detector.h"
#include "face/landmarker.h"

namespace ganmut {

/// Finds the face that a photograph shows, with dlib's detector and landmarks. Safe to call from several threads.
class FaceFinder {
public:
  /// Throws Error: NotFound, BadFile (the landmarks model).
  FaceFinder();

  /// The largest face of `picture` (CV_8UC3 BGR), in its pixels; it may fill the picture or lie deep in it. Nothing
  /// where there is none.
  std::optional<Face> find(const cv::Mat &picture);

  /// A face that fills `picture` (CV_8UC3 BGR): its box is the whole picture, its landmarks are fitted there.
  Face whole(const cv::Mat &picture) const;

private:
  std::unique_ptr<Detector> borrow();
  void give_back(std::unique_ptr<Detector> detector);

  Landmarker landmarker_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Detector>> idle_; ///< a detector serves one thread at a time
};

} // namespace ganmut
