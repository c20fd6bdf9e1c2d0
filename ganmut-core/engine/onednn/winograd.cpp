#include "engine/onednn/winograd.h"

#include <algorithm>

#include <omp.h>

#include "engine/onednn/dispatch.h"

namespace ganmut::onednn {

namespace {

constexpr int tile = 4;        // outputs along a side
constexpr int span = tile + 2; // inputs along a side
constexpr int points = span * span;
constexpr int panel = 2 * lanes; // outputs that are multiplied at a time
constexpr float a = 0.625F, b = 1.5F;

/// What six inputs along a line are at the points.
GANMUT_LANES void interpolate(const Floats (&d)[span], Floats *r, int step) {
  const Floats even_a = d[4] - b * b * d[2], odd_a = a * (d[3] - b * b * d[1]);
  const Floats even_b = d[4] - a * a * d[2], odd_b = b * (d[3] - a * a * d[1]);
  r[0] = a * a * b * b * d[0] - (a * a + b * b) * d[2] + d[4];
  r[step] = even_a + odd_a;
  r[2 * step] = even_a - odd_a;
  r[3 * step] = even_b + odd_b;
  r[4 * step] = even_b - odd_b;
  r[5 * step] = a * a * b * b * d[1] - (a * a + b * b) * d[3] + d[5];
}

/// Four outputs along a line from their values at the points.
GANMUT_LANES void evaluate(const Floats (&m)[span], Floats *r, int step) {
  const Floats sum_a = m[1] + m[2], difference_a = m[1] - m[2];
  const Floats sum_b = m[3] + m[4], difference_b = m[3] - m[4];
  r[0] = m[0] + sum_a + sum_b;
  r[step] = a * difference_a + b * difference_b;
  r[2 * step] = a * a * sum_a + b * b * sum_b;
  r[3 * step] = a * a * a * difference_a + b * b * b * difference_b + m[5];
}

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

/// One block of channels of the tiles' inputs at the points: `to` [36, tiles, channels].
struct InputTransform {
  GANMUT_LANES void operator()(const FeatureMap &in, int of_block, const Tiles &tiles, float *to) const {
    const auto step = point_step(tiles.count, in.channels);
    to += of_block * block;
    for (int i = tiles.first; i < tiles.first + tiles.count; ++i, to += in.channels) {
      const int top = i / tiles.columns * tile - 1, left = i % tiles.columns * tile - 1;
      Floats half[points], line[span];
#pragma GCC unroll 6
      for (int y = 0; y < span; ++y) {
        const bool inside = top + y >= 0 && top + y < in.height;
        const float *from = in.row(of_block, inside ? top + y : 0) + left * block;
#pragma GCC unroll 6
        for (int x = 0; x < span; ++x)
          line[x] = inside && left + x >= 0 && left + x < in.width ? load<Floats>(from + x * block) : all(0);
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

/// One block of channels of the tiles' outputs from their values at the points, `from` [36, tiles, channels].
struct OutputTransform {
  GANMUT_LANES void operator()(const float *from, const float *bias, const FeatureMap &out, int of_block,
                               const Tiles &tiles) const {
    const auto step = point_step(tiles.count, out.channels);
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
      const int top = i / tiles.columns * tile, left = i % tiles.columns * tile;
      for (int y = 0; y < std::min(tile, out.height - top); ++y) {
#pragma GCC unroll 6
        for (int x = 0; x < span; ++x)
          line[x] = half[y * span + x];
        evaluate(line, row, 1);
        float *to = out.row(of_block, top + y) + left * block;
        for (int x = 0; x < std::min(tile, out.width - left); ++x)
          store(to + x * block, row[x] + added);
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

/// A kernel's three taps along a line at the points.
void interpolate_kernel(const double (&g)[3], double *r, int step) {
  constexpr double aa = double{a} * a, bb = double{b} * b;
  constexpr double at_a = 2 * aa * (aa - bb), at_b = 2 * bb * (bb - aa);
  r[0] = g[0] / (aa * bb);
  r[step] = (g[0] + a * g[1] + aa * g[2]) / at_a;
  r[2 * step] = (g[0] - a * g[1] + aa * g[2]) / at_a;
  r[3 * step] = (g[0] + b * g[1] + bb * g[2]) / at_b;
  r[4 * step] = (g[0] - b * g[1] + bb * g[2]) / at_b;
  r[5 * step] = g[2];
}

} // namespace

Winograd::Winograd(const Weights &weights) : in_(weights.in), out_(weights.out), bias_(weights.bias) {
  bias_.resize(out_);
  kernels_.resize(static_cast<std::size_t>(points) * in_ * out_);
  for (int to = 0; to < out_; ++to) {
    const int first = to / panel * panel, outputs = std::min(panel, out_ - first);
    for (int from = 0; from < in_; ++from) {
      double half[3 * span], whole[points];
      for (int y = 0; y < 3; ++y)
        interpolate_kernel({weights.at(to, from, y, 0), weights.at(to, from, y, 1), weights.at(to, from, y, 2)},
                           half + y * span, 1);
#pragma GCC unroll 6
      for (int x = 0; x < span; ++x)
        interpolate_kernel({half[x], half[span + x], half[2 * span + x]}, whole + x, span);
      for (int point = 0; point < points; ++point)
        kernels_[(static_cast<std::size_t>(point) * out_ + first) * in_ + from * outputs + to - first] =
            static_cast<float>(whole[point]);
    }
  }
}

int Winograd::tiles_together(int count, int threads) const {
  constexpr std::size_t cache = 384 << 10; // bytes: most of what a core has to itself
  constexpr int least = 12, many = 64;     // more use of large kernels, each time that they come from memory
  const auto bytes = points * sizeof(float) * (in_ + out_);
  const int fitting = std::max(least, static_cast<int>(cache / bytes));
  return std::min(kernels_.size() * sizeof(float) > cache ? many : fitting, (count + threads - 1) / threads);
}

void Winograd::run(const FeatureMap &in, const FeatureMap &out, Memory &memory) const {
  const int columns = tiles_along(in.width), count = columns * tiles_along(in.height);
  const int threads = omp_get_max_threads(), together = tiles_together(count, threads);
  const auto share = points * (point_step(together, in_) + point_step(together, out_));
  float *const scratch = memory.floats(threads * share);
  const auto compute = [&](int number) {
    const Tiles tiles{columns, number * together, std::min(together, count - number * together)};
    const auto step_in = point_step(tiles.count, in_), step_out = point_step(tiles.count, out_);
    float *const inputs = scratch + omp_get_thread_num() * share, *const outputs = inputs + points * step_in;
    for (int of_block = 0; of_block < in.blocks(); ++of_block)
      onednn::run(InputTransform(), in, of_block, tiles, inputs);
    for (int point = 0; point < points; ++point)
      for (int first = 0; first < out_; first += panel)
        onednn::run(Product(), inputs + point * step_in,
                    kernels_.data() + (static_cast<std::ptrdiff_t>(point) * out_ + first) * in_, in_,
                    outputs + point * step_out + first, out_, tiles.count, std::min(panel, out_ - first));
    for (int of_block = 0; of_block < out.blocks(); ++of_block)
      onednn::run(OutputTransform(), outputs, bias_.data(), out, of_block, tiles);
  };
  in_parallel((count + together - 1) / together, compute);
}

} // namespace ganmut::onednn
