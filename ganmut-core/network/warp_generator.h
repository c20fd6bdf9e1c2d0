#pragma once

#include <vector>

#include "network/generator.h"

namespace ganmut {

/// Group normalization whose scale and shift come from the condition (FiLM, Perez et al. 2018).
/// Starts as plain normalization: the projection is zero at first.
struct FilmNormImpl : torch::nn::Module {
  /// `channels`: of the feature map, a multiple of 8. `features`: of the condition.
  FilmNormImpl(int channels, int features);

  /// `x`: [N, channels, H, W]. `condition`: [N, features].
  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &condition);

private:
  torch::nn::GroupNorm norm_{nullptr};
  torch::nn::Linear project_{nullptr};
};
TORCH_MODULE(FilmNorm);

/// Our own generator: output by a flow and a delta. Conditioning by FiLM, or by planes beside the picture; then the
/// normalizations scale and shift by numbers that are the same at every point of the space.
/// The flow moves what is there (corners of the mouth, brows) without blur; the delta paints what was not
/// (teeth, folds). Nothing in it depends on the picture's size, which must be a multiple of 4.
struct WarpGeneratorImpl : GeneratorModule {
  /// Reads conditioning, dimensions, classes, width and blocks of `info`. `width` must be a multiple of 8.
  explicit WarpGeneratorImpl(const ModelInfo &info);

  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &codes) override;
  Generated render(const torch::Tensor &x, const torch::Tensor &codes) override;

  /// Unit axes of the emotions other than neutral, [classes - 1, dimensions].
  torch::Tensor unit_axes() const;

private:
  torch::Tensor features(const torch::Tensor &x, const torch::Tensor &codes);

  struct Block {
    torch::nn::Conv2d first{nullptr}, second{nullptr};
    FilmNorm first_norm{nullptr}, second_norm{nullptr};
  };

  torch::nn::Linear axes_{nullptr};
  int planes_ = 0;       ///< coordinates that come as planes; 0 with FiLM
  torch::Tensor places_; ///< learned maps that tell the convolutions where on the face they are, [1, 4, 16, 16]
  torch::nn::Sequential condition_{nullptr};
  torch::nn::Conv2d stem_{nullptr}, down_{nullptr}, up_{nullptr}, merge_{nullptr};
  FilmNorm stem_norm_{nullptr}, down_norm_{nullptr}, merge_norm_{nullptr};
  std::vector<Block> blocks_;
  torch::nn::Conv2d flow_{nullptr}, detail_up_{nullptr}, detail_{nullptr}, delta_{nullptr};
};
TORCH_MODULE(WarpGenerator);

/// Fetches every pixel of `x` [N, C, H, W] from where `flow` [N, 2, H, W] points (bilinear, border replicated).
torch::Tensor warp(const torch::Tensor &x, const torch::Tensor &flow);

} // namespace ganmut
