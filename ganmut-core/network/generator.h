#pragma once

#include <memory>

#include <torch/torch.h>

#include <ganmut/model.h>

namespace ganmut {

/// A generator's answer. Pictures are [N, 3, H, W] BGR in [-1, 1].
struct Generated {
  torch::Tensor picture; ///< [N, 3, H, W]
  torch::Tensor delta;   ///< [N, 3, H, W]; picture = warp(x, flow) + delta
  torch::Tensor flow;    ///< [N, 2, H, W] (dx, dy), 2.0 is the picture's side; undefined where there is none
};

/// Re-renders faces at points of the conditional space.
struct GeneratorModule : torch::nn::Module {
  /// `x`: [N, 3, H, W] BGR in [-1, 1]. `codes`: [N, 2] or [N, 3] coordinates. Returns the new pictures.
  virtual torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &codes) = 0;

  /// The same with its parts. A network without a flow answers with delta = picture - x.
  virtual Generated render(const torch::Tensor &x, const torch::Tensor &codes) {
    auto picture = forward(x, codes);
    return {picture, picture - x, {}};
  }
};

/// The network that `info` describes, with random weights: for output `warp` our own, for the others the official one
/// or a variant of it. Throws Error(BadArgument) for sizes that no network has.
std::shared_ptr<GeneratorModule> make_generator(const ModelInfo &info);

} // namespace ganmut
