#include "checkpoint/model_file.h"
#include "engine/pictures.h"
#include "engine/renderer.h"
#include "network/generator.h"
#include "network/state.h"

namespace ganmut {

namespace {

class PointRenderer final : public Renderer {
public:
  PointRenderer(const Model &model, const torch::Device &device)
      : size_(model.info().image_size), dimensions_(model.info().dimensions), device_(device),
        generator_(make_generator(model.info())) {
    load_state(*generator_, ModelAccess::weights(model));
    generator_->eval(); // official networks would update statistics that they never use
    generator_->to(device_);
  }

  std::vector<Rendering> render(const std::vector<FaceRequest> &requests) override {
    const auto x = pictures_of(requests, size_).to(device_);
    return renderings_of(generator_->render(x, codes_of(requests).to(device_)));
  }

private:
  /// [N, dimensions].
  torch::Tensor codes_of(const std::vector<FaceRequest> &requests) const {
    auto codes = torch::empty({static_cast<std::int64_t>(requests.size()), dimensions_});
    auto *out = codes.data_ptr<float>();
    for (const auto &request : requests) {
      *out++ = request.point.x;
      *out++ = request.point.y;
      if (dimensions_ == 3)
        *out++ = request.point.z;
    }
    return codes;
  }

  std::vector<Rendering> renderings_of(const Generated &generated) const {
    const auto pictures = mats_of(generated.picture / 2 + 0.5);
    const auto deltas = mats_of(generated.delta / 2);
    const auto flows =
        generated.flow.defined() ? mats_of(generated.flow * (size_ / 2.0)) : std::vector<cv::Mat>(pictures.size());
    std::vector<Rendering> renderings;
    for (std::size_t i = 0; i < pictures.size(); ++i)
      renderings.push_back({deltas[i], flows[i], pictures[i], {}});
    return renderings;
  }

  int size_;
  int dimensions_;
  torch::Device device_;
  std::shared_ptr<GeneratorModule> generator_;
};

} // namespace

std::unique_ptr<Renderer> make_point_renderer(const Model &model, const torch::Device &device) {
  return std::make_unique<PointRenderer>(model, device);
}

} // namespace ganmut
