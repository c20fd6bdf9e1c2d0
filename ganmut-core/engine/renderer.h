#pragma once

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

/// A network of layers, which is told expressions and sees the landmarks. `refine`: what runs its U-Net; empty:
/// LibTorch.
std::unique_ptr<Renderer> make_layers_renderer(const Model &model, const torch::Device &device, Refine refine = {});

/// The U-Net of a network of layers on oneDNN, on the CPU. `threads`: 0 leaves their number alone.
Refine make_onednn_refine(const Model &model, int threads);

/// The official network on oneDNN, on the CPU. `model`: one that onednn::PlanesNetwork knows. `threads`: 0 leaves their
/// number alone.
std::unique_ptr<Renderer> make_planes_renderer(const Model &model, int threads);

} // namespace ganmut
