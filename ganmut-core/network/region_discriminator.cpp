#include "network/region_discriminator.h"

#include <cmath>

namespace ganmut {

RegionDiscriminatorImpl::RegionDiscriminatorImpl(const Region &region, int width, int asked, int classes,
                                                 int dimensions)
    : region_(region) {
  body_ = torch::nn::Sequential();
  int in = 3, out = width;
  for (int layer = 0; layer < 4; ++layer) {
    body_->push_back(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, layer < 3 ? 4 : 3).stride(layer < 3 ? 2 : 1).padding(1)));
    body_->push_back(torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.2)));
    in = out;
    out = std::min(2 * out, 4 * width);
  }
  register_module("body", body_);
  patch_ = register_module("patch", torch::nn::Conv2d(torch::nn::Conv2dOptions(in, 1, 3).padding(1)));
  embedding_ = register_module("embedding", torch::nn::Linear(torch::nn::LinearOptions(asked, in).bias(false)));
  classes_ = register_module("classes", torch::nn::Linear(in, classes));
  codes_ = register_module("codes", torch::nn::Linear(in, dimensions));
}

Judgement RegionDiscriminatorImpl::forward(const torch::Tensor &pictures, const torch::Tensor &projection) {
  const auto side = static_cast<double>(pictures.size(3));
  const auto at = [side](double part) { return static_cast<std::int64_t>(std::lround(part * side)); };
  const auto cut = pictures.slice(2, at(region_.top), at(region_.bottom)).slice(3, at(region_.left), at(region_.right));
  const auto maps = body_->forward(cut);
  const auto pooled = maps.mean({2, 3});
  const auto asked = (embedding_(projection) * pooled).sum(1).view({-1, 1, 1, 1});
  return {patch_(maps) + asked, classes_(pooled), codes_(pooled)};
}

} // namespace ganmut
