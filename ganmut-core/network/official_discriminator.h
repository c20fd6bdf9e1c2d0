#pragma once

#include "network/generator.h"

namespace ganmut {

/// What a discriminator says about pictures.
struct Judgement {
  torch::Tensor realness; ///< [N, 1, h, w], one score a patch, higher is more real
  torch::Tensor classes;  ///< [N, classes] logits
  torch::Tensor codes;    ///< [N, dimensions] estimated coordinates
};

/// The official discriminator of either parametrization (StarGAN's PatchGAN with heads for class and coordinates).
struct OfficialDiscriminatorImpl : torch::nn::Module {
  /// The linear one has a layer of its own for the coordinates (`conv3`); in the gaussian one they are the last
  /// outputs of the class layer. `image_size`: side of the pictures, pixels. `width`: channels of the first layer.
  /// `layers`: strided convolutions; 2^layers must not exceed `image_size`. Throws Error(BadArgument).
  OfficialDiscriminatorImpl(Parametrization parametrization, int image_size, int width, int classes, int dimensions,
                            int layers);

  /// `pictures`: [N, 3, image_size, image_size] in [-1, 1].
  Judgement forward(const torch::Tensor &pictures);

private:
  int classes_;
  torch::nn::Sequential main_{nullptr};
  torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, conv3_{nullptr};
};
TORCH_MODULE(OfficialDiscriminator);

} // namespace ganmut
