#include "engine/onednn/layers_network.h"

#include "engine/onednn/moved_face.h"
#include "engine/onednn/refined_layers.h"

namespace ganmut::onednn {

LayersNetwork::LayersNetwork(const ModelInfo &info, const StateDict &state, int threads)
    : threads_(threads), maps_(state, info.image_size / 2), body_(info, state) {}

RenderedLayers LayersNetwork::run(const cv::Mat &crop, const Landmarks &landmarks, const float *regressors,
                                  const float *condition) {
  face_.set(crop, landmarks);
  auto &linear = maps_.run(regressors, threads_);
  show_moved(face_, linear.data(), body_.input(), threads_);
  return refined_layers(face_, linear.data(), body_.run(condition, threads_), threads_);
}

} // namespace ganmut::onednn
