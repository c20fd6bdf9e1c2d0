#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>

#include <ganmut/face.h>
#include <ganmut/model.h>
#include <opencv2/core.hpp>

#include "trainer/data/crop.h"
#include "trainer/data/face_finder.h"
#include "trainer/data/landmark_table.h"

namespace ganmut {

/// Cuts the face out of each picture, aligned, with its landmarks: those of a table, or else found in the picture.
class AlignedCrops : public CropMaker {
public:
  /// `known`: faces that need not be looked for. `whole_pictures`: a picture in which no face can be found counts as
  /// one that a face fills, as AffectNet's crops do.
  AlignedCrops(const Alignment &alignment, int size, LandmarkTable known, bool whole_pictures = false);

  int size() const override { return size_; }
  std::string settings() const override;
  std::uint64_t dependency_hash(const std::string &path) const override;
  /// Throws Error: NotFound, BadFile where a face has to be found and the landmarks model is missing or damaged.
  Crop make(const std::string &path) const override;

  /// The face in `picture` (CV_8UC3 BGR), which the file `path` holds, in its pixels. Safe to call from several
  /// threads. Throws Error as make().
  std::optional<Face> face_in(const cv::Mat &picture, const std::string &path) const;

private:
  const Alignment alignment_;
  const int size_;
  const LandmarkTable known_;
  const bool whole_pictures_;
  mutable std::once_flag needed_;
  mutable std::unique_ptr<FaceFinder> finder_; ///< made when the first face has to be found
};

/// `landmarks` in [-1, 1] coordinates of an aligned picture of `size` pixels: x0, y0 ... x67, y67. `to_frame`: pixels
/// of that picture to those of the landmarks, see aligned_to_frame().
std::array<float, 136> aligned_points(const Landmarks &landmarks, const cv::Matx23f &to_frame, int size);

/// The template of our own models: eyes 0.30 of the width apart at 0.34 of the height, so that an open jaw stays
/// inside.
Alignment own_alignment();

} // namespace ganmut
