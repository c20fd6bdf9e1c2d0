#pragma once

#include <torch/torch.h>

#include "network/official_discriminator.h"

namespace ganmut {

/// A small discriminator for one region of the aligned face: patch head with class projection
/// (Miyato and Koyama 2018), class head, code head. No normalization.
struct RegionDiscriminatorImpl : torch::nn::Module {
  /// A part of the aligned picture, each number a part of its side.
  struct Region {
    double left, top, right, bottom;
  };

  /// `asked`: numbers that say what is asked for. `classes`, `dimensions`: what the heads tell.
  RegionDiscriminatorImpl(const Region &region, int width, int asked, int classes, int dimensions);

  /// `pictures`: whole aligned pictures [N, 3, S, S]; the region is cut out here.
  /// `projection`: [N, asked], what is asked for: a one-hot row of a class, or amounts; zeros: nothing is.
  Judgement forward(const torch::Tensor &pictures, const torch::Tensor &projection);

private:
  Region region_;
  torch::nn::Sequential body_{nullptr};
  torch::nn::Conv2d patch_{nullptr};
  torch::nn::Linear embedding_{nullptr}, classes_{nullptr}, codes_{nullptr};
};
TORCH_MODULE(RegionDiscriminator);

} // namespace ganmut
