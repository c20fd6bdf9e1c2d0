#pragma once

#include "network/planes_generator.h"

namespace ganmut {

/// The official generator of the gaussian parametrization: an emotion is a normal distribution (GANmut, section 3.3).
///
/// In 2-D a covariance is kept as angle and axes, as in the official files. The official 3-D code takes parts of one
/// matrix that need not be covariances; here a class keeps a Cholesky factor, the logarithm of its diagonal, so that
/// its covariance is positive definite whatever the training does.
struct GaussianGeneratorImpl : PlanesGenerator {
  /// `dimensions`: of the space, 2 or 3. `classes`: emotions, at least 2. `width`, `blocks`, `kind`: see
  /// PlanesGenerator. Throws Error(BadArgument) for other numbers.
  GaussianGeneratorImpl(int dimensions, int classes, int width, int blocks, TrunkKind kind = {});

  /// Means of the emotions, tanh(mu), [classes, dimensions].
  torch::Tensor means() const;

  /// Covariances, [classes, dimensions, dimensions]: R diag(|axes|) R^T in 2-D, L L^T in 3-D.
  torch::Tensor covariances() const;

  /// Squared Mahalanobis distances of `codes` [N, dimensions] to every emotion, [N, classes].
  torch::Tensor mahalanobis(const torch::Tensor &codes) const;

  int dimensions() const { return static_cast<int>(mu_->options.in_features()); }
  int classes() const { return static_cast<int>(mu_->options.out_features()); }

private:
  torch::Tensor lower() const;

  torch::nn::Linear angles_{nullptr};  ///< 2-D: covariance_angles.weight [1, classes], radians
  torch::nn::Linear axes_{nullptr};    ///< 2-D: covariance_axes.weight [classes, 2]
  torch::nn::Linear factors_{nullptr}; ///< 3-D: covariance_factors.weight [classes, 6], see lower()
  torch::nn::Linear mu_{nullptr};      ///< mu.weight [classes, dimensions]
};
TORCH_MODULE(GaussianGenerator);

} // namespace ganmut
