#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "face/landmarker.h"

namespace ganmut {

/// Landmarks and how far they can be trusted.
struct LandmarkFit {
  Landmarks landmarks{};
  /// Of the size and in the place of the box they were sought in, the eyes above the mouth.
  bool plausible = false;
  /// How much the landmarks' own box moves (in sides) and grows (logarithm) when they are sought anew in it.
  /// On a face nearly always under 0.02, on anything else mostly above 0.05.
  float unrest = 0.F;
};

/// Fits landmarks to the face in `box`, pixels of `grey` (CV_8UC1). Detectors' boxes snap to a coarse grid, so the
/// landmarks are found twice where the first ones do not settle in it: then in the box that belongs to those.
/// They are the mean of what is found there and in four boxes beside it: the trees answer in steps.
LandmarkFit fit_landmarks(const Landmarker &landmarker, const cv::Mat &grey, const Box &box);

} // namespace ganmut
