#include "checkpoint/model_file.h"
#include "engine/onednn/planes_network.h"
#include "engine/pictures.h"
#include "engine/renderer.h"

namespace ganmut {

namespace {

class PlanesRenderer final : public Renderer {
public:
  PlanesRenderer(const Model &model, int threads)
      : size_(model.info().image_size), network_(model.info(), ModelAccess::weights(model), threads) {}

  std::vector<Rendering> render(const std::vector<FaceRequest> &requests) override {
    const auto pictures = pictures_of(requests, size_);
    std::vector<Rendering> renderings;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto &[x, y, z] = requests[i].point;
      const float codes[] = {x, y, z};
      const auto *picture = pictures[static_cast<std::int64_t>(i)].data_ptr<float>();
      renderings.push_back(rendering_of(picture, network_.run(picture, codes)));
    }
    return renderings;
  }

private:
  /// Both pictures: [3, size, size] in [-1, 1].
  Rendering rendering_of(const float *before, const std::vector<float> &after) const {
    Rendering rendering;
    rendering.picture.create(size_, size_, CV_32FC3);
    rendering.delta.create(size_, size_, CV_32FC3);
    const int pixels = size_ * size_;
    auto *picture = rendering.picture.ptr<float>(), *delta = rendering.delta.ptr<float>();
    for (int i = 0; i < pixels; ++i)
      for (int at = i; at < 3 * pixels; at += pixels) {
        *picture++ = after[at] / 2 + 0.5F;
        *delta++ = (after[at] - before[at]) / 2;
      }
    return rendering;
  }

  int size_;
  onednn::PlanesNetwork network_;
};

} // namespace

std::unique_ptr<Renderer> make_planes_renderer(const Model &model, int threads) {
  return std::make_unique<PlanesRenderer>(model, threads);
}

} // namespace ganmut
