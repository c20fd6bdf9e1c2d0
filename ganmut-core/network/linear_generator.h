#pragma once

#include "network/planes_generator.h"

namespace ganmut {

/// The official generator of the linear parametrization: an emotion is a direction (GANmut, section 3.2).
struct LinearGeneratorImpl : PlanesGenerator {
  /// `dimensions`: of the space, 2 or 3. `classes`: emotions, the first is neutral, at least 2.
  /// `width`, `blocks`, `kind`: see PlanesGenerator. Throws Error(BadArgument) for other numbers.
  LinearGeneratorImpl(int dimensions, int classes, int width, int blocks, TrunkKind kind = {});

  /// Unit axes of the emotions other than neutral, [classes - 1, dimensions].
  torch::Tensor unit_axes() const;

  /// Coordinates of `labels` [N] (int64) shown with `strengths` [N] in [0, 1]; neutral is the origin.
  /// Returns [N, dimensions].
  torch::Tensor codes_of(const torch::Tensor &labels, const torch::Tensor &strengths) const;

  int dimensions() const { return static_cast<int>(axes_->options.in_features()); }
  int classes() const { return static_cast<int>(axes_->options.out_features()) + 1; }

private:
  torch::nn::Linear axes_{nullptr}; ///< its bias is stored in official files and never used
};
TORCH_MODULE(LinearGenerator);

} // namespace ganmut
