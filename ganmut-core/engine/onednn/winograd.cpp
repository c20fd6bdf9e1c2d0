#include "engine/onednn/winograd.h"

#include <algorithm>

#include "engine/onednn/dispatch.h"

namespace ganmut::onednn {

namespace {

constexpr int tile = 4;          // outputs along a side
constexpr int panel = 2 * lanes; // outputs that are multiplied at a time

/// Where a kernel of so many taps is interpolated, beside infinity: +-a and +-b, and 0 for three taps.
template <int taps> struct Points {
  static constexpr float a = taps == 3 ? 0.625F : 0.5F, b = taps == 3 ? 1.5F : 1.25F;
  static constexpr int along = tile + taps - 1, all = along * along; // as many as inputs
};

/// What the inputs along a line are at the points.
GANMUT_LANES void interpolate(const Floats (&d)[6], Floats *r, int step) {
  constexpr float a = Points<3>::a, b = Points<3>::b;
  const Floats even_a = d[4] - b * b * d[2], odd_a = a * (d[3] - b * b * d[1]);
  const Floats even_b = d[4] - a * a * d[2], odd_b = b * (d[3] - a * a * d[1]);
  r[0] = even_a + odd_a;
  r[step] = even_a - odd_a;
  r[2 * step] = even_b + odd_b;
  r[3 * step] = even_b - odd_b;
  r[4 * step] = a * a * b * b * d[1] - (a * a + b * b) * d[3] + d[5];
  r[5 * step] = a * a * b * b * d[0] - (a * a + b * b) * d[2] + d[4];
}
GANMUT_LANES void interpolate(const Floats (&d)[5], Floats *r, int step) {
  constexpr float a = Points<2>::a, b = Points<2>::b;
  const Floats odd_a = d[3] - b * b * d[1], even_a = a * (d[2] - b * b * d[0]);
  const Floats odd_b = d[3] - a * a * d[1], even_b = b * (d[2] - a * a * d[0]);
  r[0] = odd_a + even_a;
  r[step] = odd_a - even_a;
  r[2 * step] = odd_b + even_b;
  r[3 * step] = odd_b - even_b;
  r[4 * step] = a * a * b * b * d[0] - (a * a + b * b) * d[2] + d[4];
}

/// Four outputs along a line from their values at +-a, +-b, infinity and, of three taps, 0.
template <int count> GANMUT_LANES void evaluate(const Floats (&m)[count], Floats *r, int step) {
  using P = Points<count - tile + 1>;
  constexpr float a = P::a, b = P::b;
  const Floats sum_a = m[0] + m[1], difference_a = m[0] - m[1];
  const Floats sum_b = m[2] + m[3], difference_b = m[2] - m[3];
  r[0] = sum_a + sum_b;
  r[step] = a * difference_a + b * difference_b;
  r[2 * step] = a * a * sum_a + b * b * sum_b;
  r[3 * step] = a * a * a * difference_a + b * b * b * difference_b + m[4];
  if constexpr (count == 6)
    r[0] += m[5];
}

/// A kernel's taps along a line at the points.
template <int taps> void interpolate_kernel(const double (&g)[taps], double *r, int step) {
  constexpr double a = Points<taps>::a, b = Points<taps>::b;
  const auto at = [&g](double point) {
    double value = 0;
    for (int tap = taps - 1; tap >= 0; --tap)
      value = value * point + g[tap];
    return value;
  };
  const auto shared = [](double x, double y) {
    return taps == 3 ? 2 * x * x * (x * x - y * y) : 2 * x * (x * x - y * y);
  };
  constexpr int sign = taps == 3 ? 1 : -1;
  r[0] = at(a) / shared(a, b);
  r[step] = sign * at(-a) / shared(a, b);
  r[2 * step] = at(b) / shared(b, a);
  r[3 * step] = sign * at(-b) / shared(b, a);
  r[4 * step] = g[taps - 1];
  if constexpr (taps == 3)
    r[5 * step] = g[0] / (a * a * b * b);
}

constexpr struct { int row, column; } parities[] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};

int tiles_along(int pixels) {
  return (pixels + tile - 1) / tile;
}

/// Tiles of a map that are computed together, numbered row by row.
struct Tiles {
  int columns; ///< tiles in a row of the map
  int first, count;
};

/// Floats from one point's values of all tiles to the next point's. One cache line more than they take: steps of a
/// power of two would all fall into the same few lines of the cache.
std::ptrdiff_t point_step(int tiles, int channels) {
  return static_cast<std::ptrdiff_t>(tiles) * channels + 16;
}

/// One block of channels of the tiles' inputs at the points: `to` [points, tiles, channels].
template <int taps> struct InputTransform {
  GANMUT_LANES void operator()(const FeatureMap &in, int of_block, const Positions &source, const Tiles &tiles,
                               float *to, int channels) const {
    constexpr int span = Points<taps>::along;
    const auto step = point_step(tiles.count, channels);
    const auto pixel = static_cast<std::ptrdiff_t>(source.step) * block;
    for (int i = tiles.first; i < tiles.first + tiles.count; ++i, to += channels) {
      const int top = i / tiles.columns * tile * source.step + source.y;
      const int left = i % tiles.columns * tile * source.step + source.x;
      Floats half[span * span], line[span];
#pragma GCC unroll 6
      for (int y = 0; y < span; ++y) {
        const int row = top + y * source.step;
        const bool inside = row >= 0 && row < in.height;
        const float *from = in.row(of_block, inside ? row : 0) + left * block;
#pragma GCC unroll 6
        for (int x = 0; x < span; ++x) {
          const int column = left + x * source.step;
          line[x] = inside && column >= 0 && column < in.width ? load<Floats>(from + x * pixel) : all(0);
        }
        interpolate(line, half + y * span, 1);
      }
#pragma GCC unroll 6
      for (int x = 0; x < span; ++x) {
        Floats column[span];
#pragma GCC unroll 6
        for (int y = 0; y < span; ++y)
          line[y] = half[y * span + x];
        interpolate(line, column, 1);
#pragma GCC unroll 6
        for (int y = 0; y < span; ++y)
          store(to + (y * span + x) * step, column[y]);
      }
    }
  }
};

/// One block of channels of the tiles' outputs from their values at the points, `from` [points, tiles, channels].
template <int taps> struct OutputTransform {
  GANMUT_LANES void operator()(const float *from, const float *bias, const FeatureMap &out, int of_block,
                               const Positions &target, const Tiles &tiles) const {
    constexpr int span = Points<taps>::along;
    const auto step = point_step(tiles.count, out.channels);
    const auto pixel = static_cast<std::ptrdiff_t>(target.step) * block;
    from += of_block * block;
    const Floats added = load<Floats>(bias + of_block * block);
    for (int i = tiles.first; i < tiles.first + tiles.count; ++i, from += out.channels) {
      Floats half[tile * span], line[span], row[tile];
#pragma GCC unroll 6
      for (int x = 0; x < span; ++x) {
#pragma GCC unroll 6
        for (int y = 0; y < span; ++y)
          line[y] = load<Floats>(from + (y * span + x) * step);
        evaluate(line, half + x, span);
      }
      const int top = i / tiles.columns * tile * target.step + target.y;
      const int left = i % tiles.columns * tile * target.step + target.x;
#pragma GCC unroll 4
      for (int y = 0; y < tile; ++y) {
        if (top + y * target.step >= out.height)
          break;
#pragma GCC unroll 6
        for (int x = 0; x < span; ++x)
          line[x] = half[y * span + x];
        evaluate(line, row, 1);
        float *to = out.row(of_block, top + y * target.step) + left * block;
#pragma GCC unroll 4
        for (int x = 0; x < tile; ++x)
          if (left + x * target.step < out.width)
            store(to + x * pixel, row[x] + added);
      }
    }
  }
};

/// `rows` rows of `from` [rows, depth] times `kernels` [depth, vectors * 8].
template <int rows, int vectors>
GANMUT_LANES void multiply(const float *from, const float *kernels, int depth, float *to, int to_step) {
  Floats sums[rows][vectors] = {};
  for (int k = 0; k < depth; ++k, kernels += vectors * lanes) {
    Floats kernel[vectors];
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v)
      kernel[v] = load<Floats>(kernels + v * lanes);
#pragma GCC unroll 6
    for (int row = 0; row < rows; ++row)
#pragma GCC unroll 2
      for (int v = 0; v < vectors; ++v)
        sums[row][v] += from[row * depth + k] * kernel[v];
  }
#pragma GCC unroll 6
  for (int row = 0; row < rows; ++row)
#pragma GCC unroll 2
    for (int v = 0; v < vectors; ++v)
      store(to + row * to_step + v * lanes, sums[row][v]);
}

/// A panel of outputs of all tiles at one point.
struct Product {
  template <int vectors>
  GANMUT_LANES void of(const float *from, const float *kernels, int depth, float *to, int to_step, int count) const {
    int i = 0;
    for (; i + 6 <= count; i += 6)
      multiply<6, vectors>(from + i * depth, kernels, depth, to + i * to_step, to_step);
    for (; i + 4 <= count; i += 4)
      multiply<4, vectors>(from + i * depth, kernels, depth, to + i * to_step, to_step);
    for (; i < count; ++i)
      multiply<1, vectors>(from + i * depth, kernels, depth, to + i * to_step, to_step);
  }
  GANMUT_LANES void operator()(const float *from, const float *kernels, int depth, float *to, int to_step, int count,
                               int outputs) const {
    if (outputs == panel)
      of<2>(from, kernels, depth, to, to_step, count);
    else
      of<1>(from, kernels, depth, to, to_step, count);
  }
};

} // namespace

Winograd::Winograd(const Weights &weights, std::vector<Positions> sources, const Positions &target)
    : in_(weights.in), out_(weights.out), taps_(weights.side), sources_(std::move(sources)), target_(target),
      bias_(weights.bias) {
  bias_.resize(out_);
  if (taps_ == 3)
    pack<3>(weights);
  else
    pack<2>(weights);
}

template <int taps> void Winograd::pack(const Weights &weights) {
  constexpr int span = Points<taps>::along;
  kernels_.resize(static_cast<std::size_t>(Points<taps>::all) * in_ * out_);
  for (int to = 0; to < out_; ++to) {
    const int first = to / panel * panel, outputs = std::min(panel, out_ - first);
    for (int from = 0; from < in_; ++from) {
      double half[taps * span], whole[span * span], line[taps];
      for (int y = 0; y < taps; ++y) {
        for (int x = 0; x < taps; ++x)
          line[x] = weights.at(to, from, y, x);
        interpolate_kernel(line, half + y * span, 1);
      }
      for (int x = 0; x < span; ++x) {
        for (int y = 0; y < taps; ++y)
          line[y] = half[y * span + x];
        interpolate_kernel(line, whole + x, span);
      }
      for (int point = 0; point < span * span; ++point)
        kernels_[(static_cast<std::size_t>(point) * out_ + first) * in_ + from * outputs + to - first] =
            static_cast<float>(whole[point]);
    }
  }
}

int Winograd::tiles_together(int count, int threads) const {
  constexpr std::size_t cache = 384 << 10; // bytes: most of what a core has to itself
  constexpr int least = 12, many = 64;     // more use of large kernels, each time that they come from memory
  const auto bytes = 36 * sizeof(float) * (in_ + out_);
  const int fitting = std::max(least, static_cast<int>(cache / bytes));
  return std::min(kernels_.size() * sizeof(float) > cache ? many : fitting, (count + threads - 1) / threads);
}

void Winograd::run(const FeatureMap &in, const FeatureMap &out, Memory &memory, ThreadPool &threads) const {
  if (taps_ == 3)
    run_with<3>(in, out, memory, threads);
  else
    run_with<2>(in, out, memory, threads);
}

template <int taps>
void Winograd::run_with(const FeatureMap &in, const FeatureMap &out, Memory &memory, ThreadPool &threads) const {
  constexpr int points = Points<taps>::all;
  const int columns = tiles_along(out.width / target_.step), count = columns * tiles_along(out.height / target_.step);
  const int together = tiles_together(count, threads.size());
  const auto share = points * (point_step(together, in_) + point_step(together, out_));
  float *const scratch = memory.floats(threads.size() * share);
  const auto compute = [&](int number, int thread) {
    const Tiles tiles{columns, number * together, std::min(together, count - number * together)};
    const auto step_in = point_step(tiles.count, in_), step_out = point_step(tiles.count, out_);
    float *const inputs = scratch + thread * share, *const outputs = inputs + points * step_in;
    float *to = inputs;
    for (const auto &source : sources_)
      for (int of_block = 0; of_block < in.blocks(); ++of_block, to += block)
        onednn::run(InputTransform<taps>(), in, of_block, source, tiles, to, in_);
    for (int point = 0; point < points; ++point)
      for (int first = 0; first < out_; first += panel)
        onednn::run(Product(), inputs + point * step_in,
                    kernels_.data() + (static_cast<std::ptrdiff_t>(point) * out_ + first) * in_, in_,
                    outputs + point * step_out + first, out_, tiles.count, std::min(panel, out_ - first));
    for (int of_block = 0; of_block < out.blocks(); ++of_block)
      onednn::run(OutputTransform<taps>(), outputs, bias_.data(), out, of_block, target_, tiles);
  };
  threads.run((count + together - 1) / together, compute);
}

Winograd even_convolution(const Weights &weights) {
  return {weights, {{1, -1, -1}}, {}};
}

// Taps of one parity see pixels of one parity.
Winograd halving_convolution(const Weights &weights) {
  Weights taps{weights.out, 4 * weights.in, 2, {}, weights.bias};
  std::vector<Positions> sources;
  for (const auto &[row, column] : parities)
    sources.push_back({2, row - 1, column - 1});
  for (int to = 0; to < weights.out; ++to)
    for (const auto &[row, column] : parities)
      for (int from = 0; from < weights.in; ++from)
        for (int y = row; y < 4; y += 2)
          for (int x = column; x < 4; x += 2)
            taps.kernels.push_back(y < weights.side && x < weights.side ? weights.at(to, from, y, x) : 0.F);
  return {taps, sources, {}};
}

// An even row of outputs sees taps 3 and 1 of the rows above and at it, an odd one taps 2 and 0 of the rows at it and
// below.
std::vector<Winograd> doubling_convolution(const Weights &weights) {
  std::vector<Winograd> parts;
  for (const auto &[row, column] : parities) {
    Weights taps{weights.out, weights.in, 2, {}, weights.bias};
    for (int to = 0; to < weights.out; ++to)
      for (int from = 0; from < weights.in; ++from)
        for (int y = 3 - row; y >= 0; y -= 2)
          for (int x = 3 - column; x >= 0; x -= 2)
            taps.kernels.push_back(weights.at(to, from, y, x));
    parts.push_back({taps, {{1, row - 1, column - 1}}, {2, row, column}});
  }
  return parts;
}

} // namespace ganmut::onednn
