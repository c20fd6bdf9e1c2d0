#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <torch/torch.h>

#include <ganmut/model.h>

#include "engine/engine.h"
#include "network/layers_generator.h"

namespace ganmut {

/// A model's network on a device; one implementation for each way of asking.
class Renderer {
public:
  virtual ~Renderer() = default;
  /// `requests`: at least one. Called without gradients.
  virtual std::vector<Rendering> render(const std::vector<FaceRequest> &requests) = 0;
  /// See Engine::carried_on(). Networks without a linear part leave the rendering as it is.
  virtual Rendering carried_on(const Rendering &rendering, const FaceRequest &) const { return rendering; }
};

/// A network that is told coordinates.
std::unique_ptr<Renderer> make_point_renderer(const Model &model, const torch::Device &device);

/// What a network of layers makes of a face, once it is known what is asked of it: `regressors` [3 * units], see
/// LayersGeneratorImpl::linear_request(), and `condition` [64]. RenderedLayers::request stays empty.
using DrawLayers =
    std::function<RenderedLayers(const FaceRequest &face, const float *regressors, const float *condition)>;

/// A network of layers, which is told expressions and sees the landmarks. `draw`: what does the work that has the size
/// of a picture, on the CPU; empty: LibTorch.
std::unique_ptr<Renderer> make_layers_renderer(const Model &model, const torch::Device &device, DrawLayers draw = {});

/// Our own implementation of it, on `threads` threads.
DrawLayers make_draw_layers(const Model &model, int threads);

/// The official network on oneDNN, on the CPU, on `threads` threads. `model`: one that onednn::PlanesNetwork knows.
std::unique_ptr<Renderer> make_planes_renderer(const Model &model, int threads);

} // namespace ganmut
