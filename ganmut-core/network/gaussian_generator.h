#pragma once

#include "network/planes_generator.h"

namespace ganmut {

/// The official generator of the gaussian parametrization: an emotion is a normal distribution (GANmut, section 3.3).
///
/// The 3-D one cannot be built in the official code; here it keeps three angles a class (turns about z, y and x,
/// applied in the order x, y, z) where the 2-D one keeps one.
struct GaussianGeneratorImpl : PlanesGenerator {
  /// `dimensions`: of the space, 2 or 3. `classes`: emotions, at least 2. `width`, `blocks`: see PlanesGenerator.
  /// Throws Error(BadArgument) for other numbers.
  GaussianGeneratorImpl(int dimensions, int classes, int width, int blocks);

  /// Means of the emotions, tanh(mu), [classes, dimensions].
  torch::Tensor means() const;

  /// Covariances R diag(|axes|) R^T, [classes, dimensions, dimensions].
  torch::Tensor covariances() const;

  /// Squared Mahalanobis distances of `codes` [N, dimensions] to every emotion, [N, classes].
  torch::Tensor mahalanobis(const torch::Tensor &codes) const;

  int dimensions() const { return static_cast<int>(mu_->options.in_features()); }
  int classes() const { return static_cast<int>(mu_->options.out_features()); }

private:
  torch::nn::Linear angles_{nullptr}; ///< covariance_angles.weight [1 or 3, classes], radians
  torch::nn::Linear axes_{nullptr};   ///< covariance_axes.weight [classes, dimensions]
  torch::nn::Linear mu_{nullptr};     ///< mu.weight [classes, dimensions]
};
TORCH_MODULE(GaussianGenerator);

} // namespace ganmut
