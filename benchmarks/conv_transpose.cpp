// Times the fast transposed convolution against LibTorch's own, at the sizes of the official generator, in one run.
#include <chrono>
#include <cstdio>
#include <functional>

#include "network/fast_conv_transpose.h"

namespace {

constexpr int repetitions = 10;

/// Shortest time of several, milliseconds.
double milliseconds(const std::function<void()> &work) {
  work(); // the first call prepares kernels
  double best = 1e9;
  for (int i = 0; i < repetitions; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
    best = std::min(best, spent.count());
  }
  return best;
}

using Convolution = std::function<torch::Tensor(const torch::Tensor &, const torch::Tensor &)>;

double forward(const Convolution &convolve, const torch::Tensor &x, const torch::Tensor &weight) {
  torch::NoGradGuard no_grad;
  return milliseconds([&] { convolve(x, weight); });
}

double forward_and_backward(const Convolution &convolve, const torch::Tensor &x, const torch::Tensor &weight) {
  return milliseconds([&] { convolve(x, weight).sum().backward(); });
}

} // namespace

int main() {
  const Convolution stock = [](const torch::Tensor &x, const torch::Tensor &weight) {
    return torch::conv_transpose2d(x, weight, {}, 2, 1);
  };
  std::printf("%d thread(s), milliseconds, best of %d\n", torch::get_num_threads(), repetitions);
  std::printf("%22s %10s %10s %12s %12s\n", "input", "stock", "fast", "stock +back", "fast +back");
  for (const int batch : {1, 8})
    for (const auto &[channels, side] : {std::pair(256, 32), std::pair(128, 64)}) {
      const auto x = torch::randn({batch, channels, side, side}).requires_grad_();
      const auto weight = torch::randn({channels, channels / 2, 4, 4}).requires_grad_();
      std::printf("%6d x %4d x %2d x %2d %10.1f %10.1f %12.1f %12.1f\n", batch, channels, side, side,
                  forward(stock, x, weight), forward(ganmut::fast_conv_transpose, x, weight),
                  forward_and_backward(stock, x, weight), forward_and_backward(ganmut::fast_conv_transpose, x, weight));
    }
}
