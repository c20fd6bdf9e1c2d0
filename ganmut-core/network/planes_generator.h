#pragma once

#include "network/generator.h"

namespace ganmut {

/// Instance normalization by the statistics of the picture at hand, in train() and eval() alike.
/// The official networks keep running statistics and never use them; torch::nn::InstanceNorm2d would, in eval().
/// They are updated in train() (momentum 0.1) so that the state_dict equals the official one.
struct InstanceNormImpl : torch::nn::Module {
  explicit InstanceNormImpl(int channels);

  /// `x`: [N, channels, H, W].
  torch::Tensor forward(const torch::Tensor &x);

private:
  torch::Tensor weight_, bias_, running_mean_, running_var_;
};
TORCH_MODULE(InstanceNorm);

/// In what the official generator is varied; as it stands, it is the official one.
struct TrunkKind {
  Conditioning conditioning = Conditioning::Planes;
  OutputKind output = OutputKind::Direct; ///< Direct or Residual
};

/// The official GANmut generator (StarGAN's) without its conditional space. `models/model_linear_2d.py` and
/// `model_gaussian_2d.py` share it.
///
/// Two things can be other than there. Conditioning `film`: instead of constant planes beside the colours, which
/// instance normalization removes but for the rim, every normalized map is scaled and shifted by numbers that an MLP
/// makes of the coordinates (FiLM, Perez et al. 2018; adaptive instance normalization, Huang and Belongie 2017).
/// Output `residual`: the network returns a difference, 0 at first, and the picture is x + 2 * tanh.
struct PlanesGenerator : GeneratorModule {
  /// `x`: [N, 3, H, W], H and W multiples of 4. `codes`: [N, dimensions]. Returns pictures [N, 3, H, W]; those of
  /// output `residual` can leave [-1, 1].
  torch::Tensor forward(const torch::Tensor &x, const torch::Tensor &codes) override;

protected:
  /// Throws Error(BadArgument) unless `dimensions` is 2 or 3, `classes` at least 2, `width` at least 1 and `blocks` at
  /// least 0. Called first by the subclasses.
  static void check_sizes(int dimensions, int classes, int width, int blocks);

  /// Registers the convolutions as `main` and the MLP as `film`. Called last by the subclasses: the order of a
  /// state_dict is the order of registration, and the official files begin with the conditional space.
  /// `width`: channels after the first convolution. `blocks`: residual blocks.
  void add_trunk(int dimensions, int width, int blocks, TrunkKind kind);

private:
  torch::Tensor modulated(torch::Tensor x, const torch::Tensor &codes);

  TrunkKind kind_;
  torch::nn::Sequential main_{nullptr};
  torch::nn::Sequential film_{nullptr}; ///< coordinates to the scales and shifts of all normalizations; or null
};

} // namespace ganmut
