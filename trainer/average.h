#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Moves the parameters of `average` towards those of `module`: a * decay + m * (1 - decay). Both are networks of the
/// same sizes. An average over iterations renders calmer than the last iteration alone (Yazici et al. 2019).
void update_average(torch::nn::Module &average, const torch::nn::Module &module, double decay);

} // namespace ganmut
