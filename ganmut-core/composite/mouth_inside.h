#pragma once

#include <opencv2/core.hpp>

#include "composite/layer_rows.h"
#include "geometry/rendering.h"

namespace ganmut {

/// What is seen between lips.
struct MouthInside {
  Texture picture; ///< CV_32FC4: B, G, R (0..255), 0, with a rim
  float gap = 0.F; ///< between the lips where they are farthest apart, pixels of a picture of 128
};

/// `colour` (BGR of any range) as the picture of `own` shows it, which may be black and white.
cv::Vec3f toned(const cv::Vec3f &colour, const OwnFace &own);

/// The inside of a mouth whose lips part, drawn as finely as the frame shows it: teeth that stand where the skull and
/// the jaw hold them, in the light of the skin, and the dark and the tongue behind. Where no lips part, the network's
/// paint is left as it is. `strength`: part of the sheets that moves; `lips`: of the face itself; `finest`: aligned
/// pixels from one sample of the frame to the next. The texture looks at `memory`.
MouthInside mouth_inside(const RenderedLayers &layers, float strength, const LipHeights &lips, float finest,
                         cv::Mat &memory);

} // namespace ganmut
