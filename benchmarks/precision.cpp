// What lower precision would gain: the shipped network's convolutions by oneDNN in int8 and in bfloat16, beside ours in
// float32, one thread, in turns in one run. An implementation that ends in "ref" is oneDNN's slow fallback: this
// machine has no instructions for that precision. Usage: bench-precision
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <dnnl.hpp>
#include <omp.h>

#include "engine/onednn/winograd.h"

using namespace ganmut;

namespace {

using Type = dnnl::memory::data_type;

constexpr int repetitions = 100;

/// A convolution of 3 x 3 in the default model, and how often it is there.
struct Shape {
  int in, out, side, count;
};
constexpr Shape shapes[] = {{32, 24, 64, 1},  {48, 48, 32, 1}, {96, 96, 16, 6},
                            {144, 48, 32, 1}, {72, 24, 64, 1}, {24, 24, 64, 1}};

double milliseconds(const std::chrono::steady_clock::duration &spent) {
  return std::chrono::duration<double, std::milli>(spent).count();
}

/// oneDNN's convolution of numbers of `type`; nothing where it has none.
class Convolution {
public:
  static std::optional<Convolution> make(const dnnl::engine &engine, const Shape &shape, Type type) {
    const auto inputs = type == Type::s8 ? Type::u8 : type;
    const auto any = dnnl::memory::format_tag::any;
    const dnnl::memory::desc source({1, shape.in, shape.side, shape.side}, inputs, any);
    const dnnl::memory::desc kernels({shape.out, shape.in, 3, 3}, type, any);
    const dnnl::memory::desc target({1, shape.out, shape.side, shape.side}, inputs, any);
    try {
      return Convolution(engine, {{dnnl::prop_kind::forward_inference,
                                   dnnl::algorithm::convolution_auto,
                                   source,
                                   kernels,
                                   target,
                                   {1, 1},
                                   {1, 1},
                                   {1, 1}},
                                  engine});
    } catch (const dnnl::error &) {
      return std::nullopt;
    }
  }

  void run(dnnl::stream &stream) const {
    primitive_.execute(stream, {{DNNL_ARG_SRC, source_}, {DNNL_ARG_WEIGHTS, kernels_}, {DNNL_ARG_DST, target_}});
    stream.wait();
  }
  const std::string &name() const { return name_; }

private:
  Convolution(const dnnl::engine &engine, const dnnl::convolution_forward::primitive_desc &made)
      : primitive_(made), source_(made.src_desc(), engine), kernels_(made.weights_desc(), engine),
        target_(made.dst_desc(), engine), name_(made.impl_info_str()) {}

  dnnl::convolution_forward primitive_;
  dnnl::memory source_, kernels_, target_;
  std::string name_;
};

/// Ours.
class Float32 {
public:
  explicit Float32(const Shape &shape)
      : convolution_(
            onednn::even_convolution({shape.out, shape.in, 3, std::vector<float>(9 * shape.in * shape.out, 0.01F),
                                      std::vector<float>(shape.out)})),
        in_(in_memory_.map(shape.in, shape.side, shape.side)),
        out_(out_memory_.map(shape.out, shape.side, shape.side)) {}

  void run() { convolution_.run(in_, out_, scratch_, threads_); }

private:
  onednn::Winograd convolution_;
  onednn::Memory in_memory_, out_memory_, scratch_;
  onednn::FeatureMap in_, out_;
  ThreadPool threads_{1};
};

} // namespace

int main() {
  omp_set_num_threads(1);
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  for (const auto &[type, name] : {std::pair(Type::s8, "int8"), std::pair(Type::bf16, "bf16")}) {
    double theirs = 0, ours = 0;
    std::printf("%s, least milliseconds\n", name);
    for (const Shape &shape : shapes) {
      const auto convolution = Convolution::make(engine, shape, type);
      if (!convolution) {
        std::printf("  oneDNN has no such convolution for this machine\n");
        break;
      }
      Float32 float32(shape);
      double least = std::numeric_limits<double>::max(), least_of_ours = least;
      for (int i = 0; i < repetitions; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        convolution->run(stream);
        const auto middle = std::chrono::steady_clock::now();
        float32.run();
        least = std::min(least, milliseconds(middle - begin));
        least_of_ours = std::min(least_of_ours, milliseconds(std::chrono::steady_clock::now() - middle));
      }
      std::printf("  %3d -> %2d at %2d, %d times: %7.3f (%s), float32 by us %.3f\n", shape.in, shape.out, shape.side,
                  shape.count, least, convolution->name().c_str(), least_of_ours);
      theirs += shape.count * least;
      ours += shape.count * least_of_ours;
    }
    if (theirs > 0)
      std::printf("  together %.2f, float32 by us %.2f: %.2f times as fast\n", theirs, ours, ours / theirs);
  }
}
