#pragma once

#include "network/generator.h"

namespace ganmut {

/// The official GANmut generator (StarGAN's, conditioned by constant planes beside the colours), without its
/// conditional space. `models/model_linear_2d.py` and `model_gaussian_2d.py` share it.
struct PlanesGenerator : GeneratorModule {
  /// `x`: [N, 3, H, W], H and W multiples of 4. `codes`: [N, dimensions]. Returns tanh pictures [N, 3, H, W].
  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &codes) override;

protected:
  /// Registers the convolutions as `main`. Called last by the subclasses: the order of a state_dict is the order of
  /// registration, and the official files begin with the conditional space.
  /// `width`: channels after the first convolution. `blocks`: residual blocks.
  void add_trunk(int dimensions, int width, int blocks);

private:
  torch::nn::Sequential main_{nullptr};
};

} // namespace ganmut
