#pragma once

#include "engine/onednn/layers_body.h"
#include "engine/onednn/linear_maps.h"
#include "engine/onednn/source_face.h"
#include "geometry/rendering.h"

namespace ganmut::onednn {

/// What a LayersGenerator makes of a face, one at a time, once it is known what is asked of it: all of
/// LayersGeneratorImpl::forward() that has the size of a picture.
class LayersNetwork {
public:
  /// Packs the weights. `info`: of output Layers. `threads`: that it runs on. Throws Error(WrongKind) for weights of
  /// another network.
  LayersNetwork(const ModelInfo &info, const StateDict &state, int threads);

  /// `crop`: CV_8UC3 BGR, of the model's size. `landmarks`: its pixels. `regressors`: [3 * units], see
  /// LayersGeneratorImpl::linear_request(). `condition`: [64]. RenderedLayers::request stays empty.
  RenderedLayers run(const cv::Mat &crop, const Landmarks &landmarks, const float *regressors, const float *condition);

private:
  ThreadPool threads_;
  LinearMaps maps_;
  LayersBody body_;
  SourceFace face_;
};

} // namespace ganmut::onednn
