#include "engine/onednn/layers_body.h"

#include <numeric>

#include <ganmut/error.h>

#include "engine/onednn/resize.h"

namespace ganmut::onednn {

namespace {

constexpr int inputs = 25, sheets_channels = 5, detail_channels = 16;
constexpr int groups = 8;

Weights checked(const StateDict &state, const std::string &name, int in, int out) {
  auto weights = weights_of(state, name);
  if (weights.in != in || weights.out != out || weights.side != 3)
    throw Error(ErrorKind::WrongKind, "The tensor " + name + ".weight does not fit a network of layers.");
  return padded(weights);
}

Weights heads(const StateDict &state, int in) {
  const auto sheets = weights_of(state, "sheets"), detail = weights_of(state, "detail");
  if (sheets.in != in || sheets.out != sheets_channels || detail.in != in || detail.out != detail_channels)
    throw Error(ErrorKind::WrongKind, "The tensors of sheets and detail do not fit a network of layers.");
  return padded(stacked(sheets, detail));
}

} // namespace

LayersBody::FilmNorm::FilmNorm(const StateDict &state, const std::string &name, int channels)
    : matrix(values_of(state, name + ".project.weight")), offsets(values_of(state, name + ".project.bias")),
      parts(2 * channels), normalization(channels, channels / groups, Activation::Silu) {
  if (offsets.size() != parts.size() || matrix.size() % parts.size() != 0)
    throw Error(ErrorKind::WrongKind, "The tensors of " + name + " do not fit a network of layers.");
}

void LayersBody::FilmNorm::run(const FeatureMap &in, const float *condition, const FeatureMap *skip,
                               const FeatureMap &out, ThreadPool &threads) {
  const auto features = matrix.size() / parts.size();
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i] = std::inner_product(condition, condition + features, matrix.data() + i * features, offsets[i]) +
               (i < parts.size() / 2 ? 1.F : 0.F);
  normalization.run(in, parts.data(), parts.data() + parts.size() / 2, skip, out, threads);
}

LayersBody::Layer LayersBody::even(const StateDict &state, const std::string &name, int in, int out) {
  return {even_convolution(checked(state, name, in, out)), {state, name + "_norm", out}};
}

LayersBody::Layer LayersBody::halving(const StateDict &state, const std::string &name, int in, int out) {
  return {halving_convolution(checked(state, name, in, out)), {state, name + "_norm", out}};
}

LayersBody::LayersBody(const ModelInfo &info, const StateDict &state)
    : stem_(even(state, "stem", inputs, info.width)), down1_(halving(state, "down1", info.width, 2 * info.width)),
      even1_(even(state, "even1", 2 * info.width, 2 * info.width)),
      down2_(halving(state, "down2", 2 * info.width, 4 * info.width)),
      up1_(even(state, "up1", 6 * info.width, 2 * info.width)), up2_(even(state, "up2", 3 * info.width, info.width)),
      even2_(even(state, "even2", info.width, info.width)),
      heads_(even_convolution(heads(state, info.width + inputs))) {
  const int width = info.width, side = info.image_size / 2;
  for (int i = 0; i < info.blocks; ++i)
    for (const auto *part : {"_first", "_second"})
      residual_.push_back(even(state, "residual" + std::to_string(i) + part, 4 * width, 4 * width));
  whole_ = whole_memory_.map(width + whole_blocks(inputs), side, side);
  input_ = whole_.part(width, whole_.channels - width);
  shallow_ = shallow_memory_.map(3 * width, side, side);
  middle_ = middle_memory_.map(6 * width, side / 2, side / 2);
  deep_ = deep_memory_.map(4 * width, side / 4, side / 4);
  between_ = between_memory_.map(4 * width, side / 4, side / 4);
  answer_ = answer_memory_.map(whole_blocks(sheets_channels + detail_channels), side, side);
}

const FeatureMap &LayersBody::run(const float *condition, ThreadPool &threads) {
  const int width = deep_.channels / 4;
  const auto features = whole_.part(0, width);
  const auto risen = shallow_.part(0, 2 * width), stem = shallow_.part(2 * width, width);
  const auto raised = middle_.part(0, 4 * width), middle = middle_.part(4 * width, 2 * width);
  const auto run_layer = [&](Layer &layer, const FeatureMap &in, const FeatureMap *skip, const FeatureMap &out) {
    const auto inner = inner_memory_.map(out.channels, out.height, out.width);
    layer.convolution.run(in, inner, scratch_, threads);
    layer.norm.run(inner, condition, skip, out, threads);
  };
  run_layer(stem_, input_, nullptr, stem);
  const auto before = middle_.part(0, 2 * width); // free until what comes up is there, and again after it was used
  run_layer(down1_, stem, nullptr, before);
  run_layer(even1_, before, nullptr, middle);
  run_layer(down2_, middle, nullptr, deep_);
  for (std::size_t i = 0; i < residual_.size(); i += 2) {
    run_layer(residual_[i], deep_, nullptr, between_);
    run_layer(residual_[i + 1], between_, &deep_, deep_);
  }
  double_size(deep_, raised, threads);
  run_layer(up1_, middle_, nullptr, before);
  double_size(before, risen, threads);
  run_layer(up2_, shallow_, nullptr, features);
  run_layer(even2_, features, nullptr, features);
  heads_.run(whole_, answer_, scratch_, threads);
  return answer_;
}

} // namespace ganmut::onednn
