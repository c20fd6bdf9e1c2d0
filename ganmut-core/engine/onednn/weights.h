#pragma once

#include <string>
#include <vector>

#include "checkpoint/state_dict.h"

namespace ganmut::onednn {

/// Kernels of a convolution and its bias.
struct Weights {
  int out = 0, in = 0, side = 0;
  std::vector<float> kernels; ///< [out, in, side, side]
  std::vector<float> bias;    ///< [out], or empty: none

  float at(int to, int from, int y, int x) const { return kernels[((to * in + from) * side + y) * side + x]; }
};

/// The values of the tensor `name`. Throws Error(WrongKind) where `state` lacks it.
std::vector<float> values_of(const StateDict &state, const std::string &name);

/// `name`.weight [out, in, side, side], or [in, out, side, side] where `transposed`, and `name`.bias where there is
/// one. Throws Error(WrongKind) for a tensor that is missing or has another shape.
Weights weights_of(const StateDict &state, const std::string &name, bool transposed = false);

/// Both convolutions of one input as one: the outputs of `first`, then those of `second`.
Weights stacked(const Weights &first, const Weights &second);

/// With kernels of zero for channels up to whole blocks.
Weights padded(const Weights &weights);

} // namespace ganmut::onednn
