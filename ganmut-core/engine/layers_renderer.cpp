#include "checkpoint/model_file.h"
#include "emotion/expression.h"
#include "engine/pictures.h"
#include "engine/renderer.h"
#include "geometry/face_maps.h"
#include "network/layers_generator.h"
#include "network/state.h"

namespace ganmut {

namespace {

/// [N, 68, 2] on the CPU.
torch::Tensor landmarks_of(const std::vector<FaceRequest> &requests) {
  std::vector<Expression> rows;
  for (const auto &request : requests) {
    rows.emplace_back();
    for (const auto &[x, y] : request.landmarks)
      rows.back().insert(rows.back().end(), {x, y});
  }
  return matrix_of(rows).view({-1, 68, 2});
}

class LayersRenderer final : public Renderer {
public:
  LayersRenderer(const Model &model, const torch::Device &device)
      : size_(model.info().image_size), units_(model.info().units), space_(model.space()),
        expressions_(expressions_of(model.info(), ModelAccess::weights(model))), device_(device),
        generator_(model.info()) {
    load_state(*generator_, ModelAccess::weights(model));
    generator_->eval();
    generator_->to(device_);
  }

  std::vector<Rendering> render(const std::vector<FaceRequest> &requests) override {
    const AlignedBatch faces{pictures_of(requests, size_).to(device_), landmarks_of(requests).to(device_),
                             maps_of(requests).to(device_)};
    const auto layers = generator_->forward(faces, asked(requests));
    const auto picture = compose(faces.pictures, layers, place(faces.maps, layers.upper, layers.lower));

    const auto pictures = mats_of((picture / 2 + 0.5).clamp(0, 1));
    const auto upper = mats_of(layers.upper), lower = mats_of(layers.lower), gain = mats_of(layers.gain),
               matte = mats_of(layers.matte), paint = mats_of(layers.paint / 2 + 0.5);
    std::vector<Rendering> renderings;
    for (std::size_t i = 0; i < requests.size(); ++i)
      renderings.push_back({{},
                            {},
                            pictures[i],
                            RenderedLayers{upper[i], lower[i], gain[i], matte[i], paint[i], requests[i].landmarks}});
    return renderings;
  }

private:
  ExpressionRequest asked(const std::vector<FaceRequest> &requests) const {
    std::vector<Expression> adds, keep;
    for (const auto &request : requests) {
      adds.push_back(expression_at(space_, expressions_, request.point));
      for (std::size_t unit = 0; unit < request.action_units.size(); ++unit)
        adds.back().at(unit) += request.action_units[unit];
      keep.push_back(kept_of(units_, request.keep_speech));
    }
    return {matrix_of(adds).to(device_), matrix_of(keep).to(device_)};
  }

  /// [N, 3, size, size] on the CPU.
  torch::Tensor maps_of(const std::vector<FaceRequest> &requests) const {
    std::vector<torch::Tensor> maps;
    for (const auto &request : requests) {
      const cv::Mat interleaved = face_maps(request.landmarks, size_);
      maps.push_back(torch::from_blob(interleaved.data, {size_, size_, 3}).permute({2, 0, 1}).contiguous());
    }
    return torch::stack(maps);
  }

  int size_;
  std::vector<std::string> units_;
  ConditionalSpace space_;
  std::vector<Expression> expressions_; ///< what each emotion adds, in class order
  torch::Device device_;
  LayersGenerator generator_;
};

} // namespace

std::unique_ptr<Renderer> make_layers_renderer(const Model &model, const torch::Device &device) {
  return std::make_unique<LayersRenderer>(model, device);
}

} // namespace ganmut
