#pragma once

#include <memory>
#include <string>

#include <opencv2/core.hpp>

#include "face/landmarker.h"
#include "trainer/data/face_finder.h"
#include "trainer/data/label_table.h"
#include "trainer/data/landmark_table.h"

namespace ganmut {

/// Where the face of a data set's picture lies.
class SubjectFaces {
public:
  /// Reads `dataset_root`/landmarks.csv where there is one. Throws Error(BadFile) naming the row at fault.
  SubjectFaces(const std::string &dataset_root, const Landmarker &landmarker);

  /// The face that the table knows; else the one found in `photo` (CV_8UC3 BGR); else the whole picture is the box
  /// (crops of faces, as AffectNet's).
  Face of(const LabelledFile &file, const cv::Mat &photo);

private:
  const LandmarkTable known_;
  const Landmarker &landmarker_;
  std::unique_ptr<FaceFinder> finder_; ///< made when first needed
};

} // namespace ganmut
