#include "network/film.h"

namespace ganmut {

FilmNormImpl::FilmNormImpl(int channels, int features) {
  norm_ = register_module("norm", torch::nn::GroupNorm(torch::nn::GroupNormOptions(8, channels).affine(false)));
  project_ = register_module("project", torch::nn::Linear(features, 2 * channels));
  torch::nn::init::zeros_(project_->weight);
  torch::nn::init::zeros_(project_->bias);
}

torch::Tensor FilmNormImpl::forward(const torch::Tensor &x, const torch::Tensor &condition) {
  const auto parts = project_(condition).unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
  return norm_(x) * (1 + parts[0]) + parts[1];
}

} // namespace ganmut
