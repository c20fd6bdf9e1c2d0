#pragma once

#include <memory>
#include <vector>

#include <torch/torch.h>

#include <ganmut/model.h>

#include "engine/engine.h"

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

/// A network of layers, which is told expressions and sees the landmarks.
std::unique_ptr<Renderer> make_layers_renderer(const Model &model, const torch::Device &device);

} // namespace ganmut
