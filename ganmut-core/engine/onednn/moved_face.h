#pragma once

#include "engine/onednn/feature_map.h"
#include "engine/onednn/source_face.h"
#include "worker/thread_pool.h"

namespace ganmut::onednn {

/// What the U-Net of a LayersGenerator sees: `face` moved as far as the `linear` maps [5, size / 2, size / 2] say, the
/// hole between its lips, its distances to them, the maps themselves, and where each pixel lies. See place() and
/// LayersGeneratorImpl::forward(). `input`: 25 channels in whole blocks, what is left of the last one stays as it is.
void show_moved(const SourceFace &face, const float *linear, const FeatureMap &input, ThreadPool &threads);

} // namespace ganmut::onednn
