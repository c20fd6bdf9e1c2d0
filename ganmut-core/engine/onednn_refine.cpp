#include "checkpoint/model_file.h"
#include "engine/onednn/layers_body.h"
#include "engine/onednn/threads.h"
#include "engine/renderer.h"

namespace ganmut {

Refine make_onednn_refine(const Model &model, int threads) {
  const onednn::ThreadCount count(threads);
  const auto body = std::make_shared<onednn::LayersBody>(model.info(), ModelAccess::weights(model));
  return [body, threads](const torch::Tensor &input, const torch::Tensor &condition) {
    const onednn::ThreadCount count(threads);
    const auto faces = input.size(0), height = input.size(2), width = input.size(3);
    const auto pictures = input.contiguous(), conditions = condition.contiguous();
    const Refinement refined{torch::empty({faces, 5, height, width}), torch::empty({faces, 16, height, width})};
    for (std::int64_t i = 0; i < faces; ++i)
      body->run(pictures[i].data_ptr<float>(), conditions[i].data_ptr<float>(), refined.sheets[i].data_ptr<float>(),
                refined.detail[i].data_ptr<float>());
    return refined;
  };
}

} // namespace ganmut
