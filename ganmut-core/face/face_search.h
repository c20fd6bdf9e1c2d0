#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "face/detector.h"
#include "face/searched_parts.h"
#include "worker/background_task.h"

namespace ganmut {

/// A face that is being followed, as a search is told of it.
struct KnownFace {
  int id = 0;
  Box box;
  bool doubted = false; ///< missed by the search before
};

/// Looks for faces in the frames of a video, on a thread of its own while the frames go on.
///
/// One search costs about the same for every size of frame: every other one looks at all of the frame made small, and
/// closely at known faces that are too small for that; the ones between look closely at a part of the frame, each time
/// at another one, and at faces that are in doubt. So a new face that is large is found by the next but one search,
/// and one at the detector's limit within as many as there are parts: 8 searches in 1280x720, 36 in 1920x1080. What
/// looks as it did when it was searched last is passed over, see SearchedParts.
class FaceSearch {
public:
  explicit FaceSearch(std::unique_ptr<Detector> detector) : detector_(std::move(detector)) {}
  ~FaceSearch();

  /// All faces of `grey` (CV_8UC1, whole frame), closely and at once. Waits for a search in progress, and drops it.
  std::vector<Detection> whole(const cv::Mat &grey, int min_face_size);

  /// The best face about the place of `box`, at once; nothing where there is none. Not while a search is in progress.
  std::optional<Detection> near(const cv::Mat &grey, const Box &box);

  struct Found {
    std::vector<Detection> detections;
    std::vector<KnownFace> sought; ///< those of the known faces that were looked for
  };

  /// Begins the next search, in copies of parts of `grey`. The one before must have been taken.
  void begin(const cv::Mat &grey, int min_face_size, const std::vector<KnownFace> &known);
  bool is_pending() const { return task_.is_pending(); }
  /// Whether take() has not to wait.
  bool is_done() const { return task_.is_done(); }
  /// Waits for the result of the search. Throws Error.
  Found take() { return task_.take(); }

private:
  std::unique_ptr<Detector> detector_;
  SearchedParts searched_;
  std::uint64_t searches_ = 0;
  BackgroundTask<Found> task_; ///< last, because it ends first: it uses the detector
};

} // namespace ganmut
