#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/frame.h>

#include "composite/pixel_layout.h"
#include "geometry/affine.h"

namespace ganmut {

/// The part of one lattice of a frame that lies under a masked picture.
struct Patch {
  const Lattice *lattice = nullptr;
  cv::Mat all;               ///< samples_of() the lattice
  cv::Rect where;            ///< the patch in `all`
  Affine picture_from_patch; ///< from a sample of the patch to the picture
  cv::Mat mask;              ///< CV_32FC1, of the size of `where`; empty where none was given
};

/// The patches of all lattices that `picture_to_frame` covers with a picture of `size`, without a mask.
/// Lattices that it misses are left out.
std::vector<Patch> patches_under(const Frame &frame, const Affine &picture_to_frame, cv::Size size);

/// The same with `mask` (CV_32FC1 of the picture's size, [0, 1]).
std::vector<Patch> patches_under(const Frame &frame, const Affine &picture_to_frame, const cv::Mat &mask);

/// The frame's own samples, each from where `shifts` points (CV_32FC2 of the patch's size, in samples of the lattice,
/// relative): of the type of `patch.all`, cubic, border replicated.
cv::Mat moved_samples(const Patch &patch, const cv::Mat &shifts);

/// Moves the frame's samples towards `wanted` (CV_32FC(components), of the patch's size, as words): sample + mask *
/// (wanted - sample), rounded and saturated to the bits of a sample. Where the mask is 0 nothing is written.
void blend(const Patch &patch, const cv::Mat &wanted);

} // namespace ganmut
