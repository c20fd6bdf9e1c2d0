#include "network/warp_generator.h"

#include <cmath>

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

constexpr int condition_features = 64;
constexpr int place_maps = 4;
constexpr double largest_flow = 0.3; ///< of [-1, 1] coordinates: 15 % of the picture's side

torch::nn::Conv2d conv3(int in, int out) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).padding(1));
}

torch::Tensor resized(const torch::Tensor &x, std::int64_t height, std::int64_t width) {
  return F::interpolate(x, F::InterpolateFuncOptions()
                               .size(std::vector<std::int64_t>{height, width})
                               .mode(torch::kBilinear)
                               .align_corners(false));
}

/// Zero weights: the network starts as the identity.
void silence(torch::nn::Conv2d &conv) {
  torch::nn::init::zeros_(conv->weight);
  torch::nn::init::zeros_(conv->bias);
}

} // namespace

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

torch::Tensor warp(const torch::Tensor &x, const torch::Tensor &flow) {
  const auto n = x.size(0), h = x.size(2), w = x.size(3);
  const auto identity = torch::tensor({1.F, 0.F, 0.F, 0.F, 1.F, 0.F}, x.options().dtype(torch::kFloat)).view({1, 2, 3});
  const auto grid = F::affine_grid(identity.expand({n, 2, 3}), {n, 1, h, w}, /*align_corners=*/false);
  return F::grid_sample(x.to(torch::kFloat), grid + flow.to(torch::kFloat).permute({0, 2, 3, 1}),
                        F::GridSampleFuncOptions().padding_mode(torch::kBorder).align_corners(false));
}

WarpGeneratorImpl::WarpGeneratorImpl(const ModelInfo &info) {
  const int width = info.width, deep = 2 * width;
  axes_ = register_module("axes",
                          torch::nn::Linear(torch::nn::LinearOptions(info.dimensions, info.classes - 1).bias(false)));
  places_ = register_parameter("places", 0.1 * torch::randn({1, place_maps, 16, 16}));
  condition_ = register_module(
      "condition", torch::nn::Sequential(torch::nn::Linear(info.dimensions, condition_features), torch::nn::SiLU(),
                                         torch::nn::Linear(condition_features, condition_features), torch::nn::SiLU()));
  planes_ = info.conditioning == Conditioning::Planes ? info.dimensions : 0;
  stem_ = register_module("stem", conv3(12 + place_maps + planes_, width));
  stem_norm_ = register_module("stem_norm", FilmNorm(width, condition_features));
  down_ = register_module("down", torch::nn::Conv2d(torch::nn::Conv2dOptions(width, deep, 4).stride(2).padding(1)));
  down_norm_ = register_module("down_norm", FilmNorm(deep, condition_features));
  for (int i = 0; i < info.blocks; ++i) {
    const auto name = "block" + std::to_string(i) + "_";
    blocks_.push_back({register_module(name + "first", conv3(deep, deep)),
                       register_module(name + "second", conv3(deep, deep)),
                       register_module(name + "first_norm", FilmNorm(deep, condition_features)),
                       register_module(name + "second_norm", FilmNorm(deep, condition_features))});
  }
  up_ = register_module("up", conv3(deep, 4 * width));
  merge_ = register_module("merge", conv3(2 * width, width));
  merge_norm_ = register_module("merge_norm", FilmNorm(width, condition_features));
  flow_ = register_module("flow", conv3(width, 2));
  detail_up_ = register_module("detail_up", conv3(width, 4 * 16));
  detail_ = register_module("detail", conv3(16 + 3, 16));
  delta_ = register_module("delta", conv3(16, 3));
  silence(flow_);
  silence(delta_);

  // Evenly spread axes: no two emotions start on top of each other.
  torch::NoGradGuard no_grad;
  if (info.dimensions == 2) {
    const auto angles = torch::arange(info.classes - 1) * (2 * M_PI / (info.classes - 1));
    axes_->weight.copy_(torch::stack({angles.cos(), angles.sin()}, 1));
  } else {
    torch::nn::init::orthogonal_(axes_->weight);
  }
}

torch::Tensor WarpGeneratorImpl::unit_axes() const {
  return F::normalize(axes_->weight, F::NormalizeFuncOptions().dim(1));
}

torch::Tensor WarpGeneratorImpl::features(const torch::Tensor &x, const torch::Tensor &codes) {
  const auto half = torch::pixel_unshuffle(x, 2);
  std::vector<torch::Tensor> inputs = {half,
                                       resized(places_, half.size(2), half.size(3)).expand({x.size(0), -1, -1, -1})};
  if (planes_ > 0)
    inputs.push_back(codes.unsqueeze(2).unsqueeze(3).expand({-1, -1, half.size(2), half.size(3)}));
  const auto condition = condition_->forward(planes_ > 0 ? torch::zeros_like(codes) : codes);
  const auto stem = torch::silu(stem_norm_(stem_(torch::cat(inputs, 1)), condition));
  auto y = torch::silu(down_norm_(down_(stem), condition));
  for (auto &block : blocks_) {
    const auto inner = torch::silu(block.first_norm(block.first(y), condition));
    y = y + block.second_norm(block.second(inner), condition);
  }
  y = torch::pixel_shuffle(up_(torch::silu(y)), 2);
  return torch::silu(merge_norm_(merge_(torch::cat({y, stem}, 1)), condition));
}

Generated WarpGeneratorImpl::render(const torch::Tensor &x, const torch::Tensor &codes) {
  const auto shared = features(x, codes);
  const auto small_flow = largest_flow * torch::tanh(flow_(shared).to(torch::kFloat));
  const auto flow = resized(small_flow, x.size(2), x.size(3));
  const auto moved = warp(x, flow);
  const auto fine = torch::silu(torch::pixel_shuffle(detail_up_(shared), 2));
  const auto delta =
      torch::tanh(delta_(torch::silu(detail_(torch::cat({fine, moved.to(fine.scalar_type())}, 1)))).to(torch::kFloat));
  return {moved + delta, delta, flow};
}

torch::Tensor WarpGeneratorImpl::forward(const torch::Tensor &x, const torch::Tensor &codes) {
  return render(x, codes).picture;
}

} // namespace ganmut
