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
PlanesNetwork::PlanesNetwork(const ModelInfo &info, const StateDict &state, int threads)
    : size_(info.image_size), dimensions_(info.dimensions), residual_(info.output == OutputKind::Residual),
      threads_(threads),
      first_(checked(weights_of(state, "main.0"), "main.0", 3 + dimensions_, info.width, 7), size_, size_, threads),
      first_norm_(state, "main.1", info.width, Activation::Relu) {
  int layer = 3, channels = info.width;
  const auto step = [&](int in, int out, bool transposed) {
    const auto name = layer_name(layer);
    const auto weights = checked(weights_of(state, name, transposed), name, in, out, 4);
    Norm norm(state, layer_name(layer + 1), out, Activation::Relu);
    layer += 3;
    channels = out;
    return Step{transposed ? doubling_convolution(weights) : std::vector<Winograd>{halving_convolution(weights)},
                std::move(norm),
                {}};
  };
  wide_ = wide_memory_.map(channels, size_, size_);
  down_.push_back(step(channels, 2 * channels, false));
  down_.back().map = middle_memory_.map(channels, size_ / 2, size_ / 2);
  down_.push_back(step(channels, 2 * channels, false));
  down_.back().map = deep_memory_.map(channels, size_ / 4, size_ / 4);
  for (int i = 0; i < info.blocks; ++i, ++layer) {
    const auto part = [&](const char *number) { return layer_name(layer) + ".main." + number; };
    const auto convolution = [&](const char *number) {
      return even_convolution(checked(weights_of(state, part(number)), part(number), channels, channels, 3));
    };
    blocks_.push_back({convolution("0"), convolution("3"), Norm(state, part("1"), channels, Activation::Relu),
                       Norm(state, part("4"), channels, Activation::None)});
  }
  inner_ = inner_memory_.map(channels, size_ / 4, size_ / 4);
  answer_ = answer_memory_.map(channels, size_ / 4, size_ / 4);
  up_.push_back(step(channels, channels / 2, true));
  up_.back().map = down_.front().map;
  up_.push_back(step(channels, channels / 2, true));
  up_.back().map = wide_;
  last_ = last_memory_.map(channels, size_, size_, /*border=*/3);
  to_picture_ = std::make_unique<NarrowConvolution>(
      checked(weights_of(state, layer_name(layer)), layer_name(layer), channels, 3, 7));
  input_.resize(static_cast<std::size_t>(3 + dimensions_) * size_ * size_);
  output_.resize(static_cast<std::size_t>(3) * size_ * size_);
}

const std::vector<float> &PlanesNetwork::run(const float *picture, const float *codes) {
  auto plane = std::copy_n(picture, output_.size(), input_.begin());
  for (int i = 0; i < dimensions_; ++i)
    plane = std::fill_n(plane, size_ * size_, codes[i]);
  first_.run(input_.data(), wide_);
  first_norm_.run(wide_, nullptr, wide_, threads_);
  FeatureMap from = wide_;
  const auto take = [&](Step &step, const FeatureMap &to) {
    for (const auto &part : step.convolution)
      part.run(from, step.map, scratch_, threads_);
    step.norm.run(step.map, nullptr, to, threads_);
    from = to;
  };
  for (auto &step : down_)
    take(step, step.map);
  for (auto &[first, second, first_norm, second_norm] : blocks_) {
    first.run(from, inner_, scratch_, threads_);
    first_norm.run(inner_, nullptr, inner_, threads_);
    second.run(inner_, answer_, scratch_, threads_);
    second_norm.run(answer_, &from, from, threads_);
  }
  take(up_.front(), up_.front().map);
  take(up_.back(), last_);
  to_picture_->run(last_, output_.data(), threads_);
  for (std::size_t i = 0; i < output_.size(); ++i) {
    const float answer = std::tanh(output_[i]);
    output_[i] = residual_ ? picture[i] + 2 * answer : answer;
  }
  return output_;
}

} // namespace ganmut::onednn
