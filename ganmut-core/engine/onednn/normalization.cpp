#include "engine/onednn/normalization.h"

#include <cmath>

#include "engine/onednn/dispatch.h"

namespace ganmut::onednn {

namespace {

using Doubles = double __attribute__((vector_size(64)));

/// The mean over a map of what `term` makes of its numbers.
template <class Term> GANMUT_LANES Doubles mean_of(const FeatureMap &map, int of_block, const Term &term) {
  Doubles sum = {};
  for (int y = 0; y < map.height; ++y) {
    const float *row = map.row(of_block, y);
    Floats parts[4] = {}; // a sum of its own for each, or every addition would wait for the last one
    int x = 0;
    for (; x + 4 <= map.width; x += 4)
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i)
        parts[i] += term(load<Floats>(row + (x + i) * block));
    for (; x < map.width; ++x)
      parts[0] += term(load<Floats>(row + x * block));
    sum += __builtin_convertvector((parts[0] + parts[1]) + (parts[2] + parts[3]), Doubles);
  }
  return sum / (static_cast<double>(map.height) * map.width);
}

struct Moments {
  GANMUT_LANES void operator()(const FeatureMap &map, int of_block, double *means, double *squares) const {
    const Doubles mean = mean_of(
        map, of_block, [](const Floats &v) __attribute__((always_inline)) { return v; });
    const Floats centre = __builtin_convertvector(mean, Floats);
    const Doubles rounding = mean - __builtin_convertvector(centre, Doubles);
    const auto distance = [&](const Floats &v) __attribute__((always_inline)) {
      return (v - centre) * (v - centre);
    };
    store(means + of_block * block, mean);
    store(squares + of_block * block, mean_of(map, of_block, distance) - rounding * rounding);
  }
};

template <Activation activation> GANMUT_LANES Floats activated(const Floats &v) {
  if constexpr (activation == Activation::Relu)
    return larger(v, all(0));
  if constexpr (activation == Activation::Silu)
    return v / (exponential(clamped(-v, all(-80), all(80))) + 1.F);
  return v;
}

/// What is done to one block of channels.
template <Activation activation> struct Apply {
  GANMUT_LANES void operator()(const FeatureMap &in, int of_block, const float *centres, const float *scales,
                               const float *shifts, const FeatureMap *skip, const FeatureMap &out) const {
    const Floats centre = load<Floats>(centres + of_block * block), scale = load<Floats>(scales + of_block * block),
                 shift = load<Floats>(shifts + of_block * block);
    for (int y = 0; y < in.height; ++y) {
      const float *from = in.row(of_block, y), *beside = skip != nullptr ? skip->row(of_block, y) : nullptr;
      float *to = out.row(of_block, y);
      for (int x = 0; x < in.width * block; x += block) {
        Floats v = activated<activation>((load<Floats>(from + x) - centre) * scale + shift);
        if (beside != nullptr)
          v += load<Floats>(beside + x);
        store(to + x, v);
      }
    }
  }
};

} // namespace

Normalization::Normalization(int channels, int group, Activation activation)
    : group_(group), activation_(activation), means_(channels), squares_(channels), centres_(channels),
      scales_(channels) {}

void Normalization::run(const FeatureMap &in, const float *scale, const float *shift, const FeatureMap *skip,
                        const FeatureMap &out, ThreadPool &threads) {
  threads.run(in.blocks(),
              [&](int of_block, int) { onednn::run(Moments(), in, of_block, means_.data(), squares_.data()); });
  for (int first = 0; first < in.channels; first += group_) {
    double mean = 0, square = 0;
    for (int i = first; i < first + group_; ++i)
      mean += means_[i] / group_;
    for (int i = first; i < first + group_; ++i)
      square += (squares_[i] + (means_[i] - mean) * (means_[i] - mean)) / group_;
    constexpr double eps = 1e-5;
    for (int i = first; i < first + group_; ++i) {
      centres_[i] = static_cast<float>(mean);
      scales_[i] = static_cast<float>(scale[i] / std::sqrt(square + eps));
    }
  }
  const auto apply = [&](const auto &kernel) {
    threads.run(in.blocks(), [&](int of_block, int) {
      onednn::run(kernel, in, of_block, centres_.data(), scales_.data(), shift, skip, out);
    });
  };
  switch (activation_) {
  case Activation::None:
    return apply(Apply<Activation::None>());
  case Activation::Relu:
    return apply(Apply<Activation::Relu>());
  case Activation::Silu:
    return apply(Apply<Activation::Silu>());
  }
}

} // namespace ganmut::onednn
