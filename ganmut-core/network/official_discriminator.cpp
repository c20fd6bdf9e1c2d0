#include "network/official_discriminator.h"

#include <string>

#include <ganmut/error.h>

namespace ganmut {

OfficialDiscriminatorImpl::OfficialDiscriminatorImpl(Parametrization parametrization, int image_size, int width,
                                                     int classes, int dimensions, int layers)
    : classes_(classes) {
  if (layers < 1 || layers > 16 || image_size >> layers < 1)
    throw Error(ErrorKind::BadArgument, "A discriminator for pictures of " + std::to_string(image_size) +
                                            " pixels cannot have " + std::to_string(layers) +
                                            " strided layers; each halves the picture, and 1 pixel must remain.");
  if (width < 1 || classes < 2)
    throw Error(ErrorKind::BadArgument, "A discriminator needs at least 1 channel and 2 classes, not " +
                                            std::to_string(width) + " and " + std::to_string(classes) + ".");
  main_ = torch::nn::Sequential();
  int in = 3, out = width;
  for (int layer = 0; layer < layers; ++layer) {
    main_->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 4).stride(2).padding(1)));
    main_->push_back(torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.01)));
    in = out;
    out *= 2;
  }
  register_module("main", main_);
  const bool linear = parametrization == Parametrization::Linear;
  const int side = image_size >> layers;
  const auto head = [&](int outputs) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, outputs, side).bias(false));
  };
  conv1_ = register_module("conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(in, 1, 3).padding(1).bias(false)));
  conv2_ = register_module("conv2", head(linear ? classes : classes + dimensions));
  if (linear)
    conv3_ = register_module("conv3", head(dimensions));
}

Judgement OfficialDiscriminatorImpl::forward(const torch::Tensor &pictures) {
  const auto maps = main_->forward(pictures);
  const auto outputs = conv2_->forward(maps).flatten(1);
  const auto codes = conv3_.is_empty() ? outputs.slice(1, classes_) : conv3_->forward(maps).flatten(1);
  return {conv1_->forward(maps), outputs.slice(1, 0, classes_), codes};
}

} // namespace ganmut
