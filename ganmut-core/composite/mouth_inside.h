#pragma once

#include <opencv2/core.hpp>

#include "composite/layer_rows.h"
#include "geometry/rendering.h"

namespace ganmut {

/// What is seen between lips that part, drawn as finely as the frame shows it: teeth that stand where the skull and the
/// jaw hold them, in the light of the skin, and the dark and the tongue behind. Where no lips part, the network's paint
/// is left as it is. `strength`: part of the sheets that moves; `lips`: of the face itself; `finest`: aligned pixels
/// from one sample of the frame to the next. The texture looks at `memory`.
Texture mouth_inside(const RenderedLayers &layers, float strength, const LipHeights &lips, float finest,
                     cv::Mat &memory);

} // namespace ganmut
