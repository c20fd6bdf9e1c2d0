#include "engine/onednn/planes_network.h"

#include <cmath>

#include <ganmut/error.h>

namespace ganmut::onednn {

namespace {

std::string layer_name(int layer) {
  return "main." + std::to_string(layer);
}

/// Refuses weights of another size than the network's.
Weights checked(Weights weights, const std::string &name, int in, int out, int side) {
  if (weights.in != in || weights.out != out || weights.side != side)
    throw Error(ErrorKind::WrongKind, "The tensor " + name + ".weight does not fit the official network.");
  return weights;
}

} // namespace

bool PlanesNetwork::knows(const ModelInfo &info) {
  return info.conditioning == Conditioning::Planes &&
         (info.output == OutputKind::Direct || info.output == OutputKind::Residual) && info.width % block == 0 &&
         info.image_size % 4 == 0;
}

PlanesNetwork::Norm::Norm(const StateDict &state, const std::string &name, int channels, Activation activation)
    : scale(values_of(state, name + ".weight")), shift(values_of(state, name + ".bias")),
      normalization(channels, 1, activation) {
  if (scale.size() != static_cast<std::size_t>(channels) || shift.size() != scale.size())
    throw Error(ErrorKind::WrongKind, "The tensors of " + name + " do not fit the official network.");
}

/// The layers are numbered as in the official `main`: a convolution, its normalization, a ReLU.
PlanesNetwork::PlanesNetwork(const ModelInfo &info, const StateDict &state)
    : size_(info.image_size), dimensions_(info.dimensions), residual_(info.output == OutputKind::Residual) {
  int layer = 0, channels = info.width, side = size_;
  const auto step = [&](std::vector<Step> &steps, int in, int kernel, const Walk &walk) {
    const auto name = layer_name(layer);
    auto weights = checked(weights_of(state, name, walk.transposed), name, in, channels, kernel);
    steps.push_back(
        {Convolution(weights, walk), Norm(state, layer_name(layer + 1), channels, Activation::Relu), {}, {}});
    steps.back().map = steps.back().memory.map(channels, side, side);
    layer += 3;
  };
  step(down_, 3 + dimensions_, 7, {size_, size_, 1, 3, false, true});
  for (int i = 0; i < 2; ++i) {
    channels *= 2;
    side /= 2;
    step(down_, channels / 2, 4, {2 * side, 2 * side, 2, 1});
  }
  for (int i = 0; i < info.blocks; ++i, ++layer) {
    const auto part = [&](const char *number) { return layer_name(layer) + ".main." + number; };
    const auto convolution = [&](const char *number) {
      return Winograd(checked(weights_of(state, part(number)), part(number), channels, channels, 3));
    };
    blocks_.push_back({convolution("0"), convolution("3"), Norm(state, part("1"), channels, Activation::Relu),
                       Norm(state, part("4"), channels, Activation::None)});
  }
  inner_ = inner_memory_.map(channels, side, side);
  answer_ = answer_memory_.map(channels, side, side);
  for (int i = 0; i < 2; ++i) {
    channels /= 2;
    side *= 2;
    step(up_, 2 * channels, 4, {side / 2, side / 2, 2, 1, true});
  }
  last_ = last_memory_.map(channels, side, side, /*border=*/3);
  to_picture_ = std::make_unique<NarrowConvolution>(
      checked(weights_of(state, layer_name(layer)), layer_name(layer), channels, 3, 7));
  input_.resize(static_cast<std::size_t>(3 + dimensions_) * size_ * size_);
  output_.resize(static_cast<std::size_t>(3) * size_ * size_);
}

const std::vector<float> &PlanesNetwork::run(const float *picture, const float *codes) {
  auto plane = std::copy_n(picture, output_.size(), input_.begin());
  for (int i = 0; i < dimensions_; ++i)
    plane = std::fill_n(plane, size_ * size_, codes[i]);
  const float *from = input_.data();
  for (auto &[convolution, norm, memory, map] : down_) {
    convolution.run(from, map.data);
    norm.run(map, nullptr, map);
    from = map.data;
  }
  const auto &trunk = down_.back().map;
  for (auto &[first, second, first_norm, second_norm] : blocks_) {
    first.run(trunk, inner_, scratch_);
    first_norm.run(inner_, nullptr, inner_);
    second.run(inner_, answer_, scratch_);
    second_norm.run(answer_, &trunk, trunk);
  }
  for (auto &[convolution, norm, memory, map] : up_) {
    convolution.run(from, map.data);
    norm.run(map, nullptr, &map == &up_.back().map ? last_ : map);
    from = map.data;
  }
  to_picture_->run(last_, output_.data());
  for (std::size_t i = 0; i < output_.size(); ++i) {
    const float answer = std::tanh(output_[i]);
    output_[i] = residual_ ? picture[i] + 2 * answer : answer;
  }
  return output_;
}

} // namespace ganmut::onednn
