#include "network/planes_generator.h"

#include "network/fast_conv_transpose.h"
#include "network/instance_norm.h"

namespace ganmut {

namespace {

torch::nn::Conv2d conv(int in, int out, int kernel, int stride, int padding) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding).bias(false));
}

torch::nn::ReLU relu() {
  return torch::nn::ReLU(torch::nn::ReLUOptions().inplace(true));
}

struct ResidualBlockImpl : torch::nn::Module {
  explicit ResidualBlockImpl(int channels) {
    main =
        register_module("main", torch::nn::Sequential(conv(channels, channels, 3, 1, 1), InstanceNorm(channels), relu(),
                                                      conv(channels, channels, 3, 1, 1), InstanceNorm(channels)));
  }
  torch::Tensor forward(const torch::Tensor &x) { return x + main->forward(x); }

  torch::nn::Sequential main{nullptr};
};
TORCH_MODULE(ResidualBlock);

} // namespace

void PlanesGenerator::add_trunk(int dimensions, int width, int blocks) {
  torch::nn::Sequential main(conv(3 + dimensions, width, 7, 1, 3), InstanceNorm(width), relu());
  int channels = width;
  for (int i = 0; i < 2; ++i, channels *= 2) {
    main->push_back(conv(channels, 2 * channels, 4, 2, 1));
    main->push_back(InstanceNorm(2 * channels));
    main->push_back(relu());
  }
  for (int i = 0; i < blocks; ++i)
    main->push_back(ResidualBlock(channels));
  for (int i = 0; i < 2; ++i, channels /= 2) {
    main->push_back(FastConvTranspose(channels, channels / 2));
    main->push_back(InstanceNorm(channels / 2));
    main->push_back(relu());
  }
  main->push_back(conv(channels, 3, 7, 1, 3));
  main->push_back(torch::nn::Tanh());
  main_ = register_module("main", main);
}

torch::Tensor PlanesGenerator::forward(const torch::Tensor &x, const torch::Tensor &codes) {
  const auto planes = codes.to(x.scalar_type()).unsqueeze(2).unsqueeze(3).expand({x.size(0), -1, x.size(2), x.size(3)});
  return main_->forward(torch::cat({x, planes}, 1));
}

} // namespace ganmut
