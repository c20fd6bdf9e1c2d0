#pragma once

#include "engine/onednn/feature_map.h"
#include "engine/onednn/source_face.h"
#include "geometry/rendering.h"
#include "worker/thread_pool.h"

namespace ganmut::onednn {

/// The layers of a LayersGenerator: what the linear maps say and what the U-Net adds. See
/// LayersGeneratorImpl::forward(). `linear`: [5, size / 2, size / 2], overwritten. `added`: 5 channels of sheets and
/// gain, then 16 of detail.
RenderedLayers refined_layers(const SourceFace &face, float *linear, const FeatureMap &added, ThreadPool &threads);

} // namespace ganmut::onednn
