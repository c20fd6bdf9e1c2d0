#pragma once

#include <map>
#include <memory>
#include <string>

#include <opencv2/core.hpp>

#include "face/detector.h"
#include "face/landmarker.h"
#include "trainer/data/label_table.h"

namespace ganmut {

/// Where the face of a data set's picture lies.
class FaceFinder {
public:
  /// Reads `dataset_root`/landmarks.csv where there is one. Throws Error(BadFile) naming the row at fault.
  FaceFinder(const std::string &dataset_root, const Landmarker &landmarker);

  /// The face that the table knows; else the best that dlib's detector finds in `photo` (CV_8UC3 BGR), with landmarks
  /// found in its box; else the whole picture is the box (crops of faces, as AffectNet's).
  Face find(const LabelledFile &file, const cv::Mat &photo);

private:
  std::map<std::string, Face> known_; ///< by file name
  const Landmarker &landmarker_;
  std::unique_ptr<Detector> detector_; ///< made when first needed
};

} // namespace ganmut
