#pragma once

#include "composite/layer_rows.h"
#include "geometry/affine.h"
#include "geometry/rendering.h"

namespace ganmut {

/// The pictures that LayerTextures are made of, used again from frame to frame.
struct LayerPictures {
  cv::Mat mask, eyes, light, joined, moves, paint, lips;
};

/// `layers` at `strength` under `mask` (CV_32FC1 of their size), made ready for patches that are as fine as
/// `picture_from_patch`, or coarser. The textures look at `pictures`.
LayerTextures layer_textures(const RenderedLayers &layers, const cv::Mat &mask, float strength,
                             const Affine &picture_from_patch, LayerPictures &pictures);

} // namespace ganmut
