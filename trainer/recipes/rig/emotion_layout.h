#pragma once

#include <torch/torch.h>

#include "network/layers_generator.h"
#include "trainer/rig/expressions.h"

namespace ganmut {

/// What each emotion of `names`, neutral first, adds to a calm face, [classes, units]. Throws Error(BadArgument) for a
/// name that `table` lacks.
torch::Tensor expressions_of(const ExpressionTable &table, const std::vector<std::string> &names);

/// Lays the emotions of `expressions` [classes, units] out in the plane, neutral in its middle and the others evenly
/// round it, so that neighbours are alike in expression: the tensors `axes.weight` of a linear space, or `mu.weight`,
/// `covariance_axes.weight` and `covariance_angles.weight` of a gaussian one (see space_of()) in `generator`.
void lay_out_emotions(LayersGeneratorImpl &generator, const torch::Tensor &expressions);

/// The directions of all emotions but neutral in the plane of `generator`, radians, [classes - 1]; and the way back,
/// for which a generator must have been laid out.
torch::Tensor angles_of(const LayersGeneratorImpl &generator);
void set_angles(LayersGeneratorImpl &generator, const torch::Tensor &angles);

/// Whether the weight of that name says what the emotions are and where they lie; all others render.
bool is_of_emotions(const std::string &weight);

} // namespace ganmut
