#include "checkpoint/model_file.h"
#include "engine/onednn/layers_network.h"
#include "engine/pictures.h"
#include "engine/renderer.h"

namespace ganmut {

DrawLayers make_draw_layers(const Model &model, int threads) {
  const auto network = std::make_shared<onednn::LayersNetwork>(model.info(), ModelAccess::weights(model), threads);
  return [network, size = model.info().image_size](const FaceRequest &face, const float *regressors,
                                                   const float *condition) {
    check_crop(face, size);
    return network->run(face.crop, face.landmarks, regressors, condition);
  };
}

} // namespace ganmut
