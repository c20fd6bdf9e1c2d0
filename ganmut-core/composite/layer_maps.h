#pragma once

#include "composite/layer_rows.h"
#include "geometry/affine.h"
#include "geometry/rendering.h"

namespace ganmut {

/// The pictures that LayerTextures are made of, used again from frame to frame.
struct LayerPictures {
  cv::Mat mask, light, joined, moves, joined_paint, paint;
};

/// `layers` at `strength` under `mask` (CV_32FC1 of their size), made ready for patches that are as fine as
/// `picture_from_patch`, or coarser. The textures look at `pictures`.
LayerTextures layer_textures(const RenderedLayers &layers, const cv::Mat &mask, float strength,
                             const Affine &picture_from_patch, LayerPictures &pictures);

/// The openings of the eyes of `landmarks` (aligned pixels) in a patch of size `patch`, as soft as those of
/// face_maps(). `to_patch`: from aligned pixels to samples of the patch.
EyeOpenings openings_in(const Landmarks &landmarks, const Affine &to_patch, cv::Size patch);

} // namespace ganmut
