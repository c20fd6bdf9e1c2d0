#pragma once

#include "engine/onednn/feature_map.h"

namespace ganmut::onednn {

/// Doubles a map's sides: bilinear, pixels are areas, the border replicated (torch's align_corners=false).
/// `out`: as many channels as `in`.
void double_size(const FeatureMap &in, const FeatureMap &out);

/// Channels that lie one after the other, [channels, height, width], as a map. `channels`: at most those of `map`; what
/// is left of its last block stays as it is.
void from_planes(const float *planes, int channels, const FeatureMap &map);

/// `channels` channels of `map` from `first` on, as [channels, height, width].
void to_planes(const FeatureMap &map, int first, int channels, float *planes);

} // namespace ganmut::onednn
