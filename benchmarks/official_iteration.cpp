// One iteration of the official recipe (width 64, batch 16, 128 x 128): ours against the same in stock LibTorch, that
// is, with plain ConvTranspose2d and the generator's graph kept where the official code keeps it.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "network/official_discriminator.h"
#include "network/planes_generator.h"
#include "trainer/recipes/official/official_step.h"

using namespace ganmut;
namespace nn = torch::nn;
namespace F = torch::nn::functional;

namespace {

struct StockBlockImpl : nn::Module {
  explicit StockBlockImpl(int c) {
    const auto conv = [c] { return nn::Conv2d(nn::Conv2dOptions(c, c, 3).padding(1).bias(false)); };
    main = register_module("main", nn::Sequential(conv(), InstanceNorm(c), nn::ReLU(), conv(), InstanceNorm(c)));
  }
  torch::Tensor forward(const torch::Tensor &x) { return x + main->forward(x); }
  nn::Sequential main{nullptr};
};
TORCH_MODULE(StockBlock);

/// models/model_linear_2d.py, module by module.
nn::Sequential stock_generator(int width, int blocks) {
  const auto conv = [](int in, int out, int kernel, int stride, int padding) {
    return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding).bias(false));
  };
  nn::Sequential main(conv(5, width, 7, 1, 3), InstanceNorm(width), nn::ReLU());
  int c = width;
  for (int i = 0; i < 2; ++i, c *= 2) {
    main->push_back(conv(c, 2 * c, 4, 2, 1));
    main->push_back(InstanceNorm(2 * c));
    main->push_back(nn::ReLU());
  }
  for (int i = 0; i < blocks; ++i)
    main->push_back(StockBlock(c));
  for (int i = 0; i < 2; ++i, c /= 2) {
    main->push_back(nn::ConvTranspose2d(nn::ConvTranspose2dOptions(c, c / 2, 4).stride(2).padding(1).bias(false)));
    main->push_back(InstanceNorm(c / 2));
    main->push_back(nn::ReLU());
  }
  main->push_back(conv(c, 3, 7, 1, 3));
  main->push_back(nn::Tanh());
  return main;
}

/// core/solver.py, train(), with WGAN-GP and the approximate cycle loss.
class StockIteration {
public:
  StockIteration(const OfficialOptions &o, torch::Device device)
      : classes_(o.c_dim), axes_(nn::Linear(2, o.c_dim - 1)), generator_(stock_generator(o.g_conv_dim, o.g_repeat_num)),
        discriminator_(Parametrization::Linear, o.image_size, o.d_conv_dim, o.c_dim, 2, o.d_repeat_num),
        generator_adam_(generator_->parameters(), torch::optim::AdamOptions(o.g_lr).betas({o.beta1, o.beta2})),
        discriminator_adam_(discriminator_->parameters(), torch::optim::AdamOptions(o.d_lr).betas({o.beta1, o.beta2})) {
    generator_->to(device);
    discriminator_->to(device);
    axes_->to(device);
  }

  void train_discriminator(const LabelledBatch &batch) {
    const auto real = discriminator_(batch.pictures);
    const auto codes = draw_codes(batch.labels);
    const auto fake = generate(batch.pictures, codes);
    const auto judged = discriminator_(fake.detach());
    const auto part = torch::rand({batch.pictures.size(0), 1, 1, 1}, batch.pictures.options());
    const auto between = (part * batch.pictures + (1 - part) * fake).detach().requires_grad_();
    const auto score = discriminator_(between).realness;
    const auto slope = torch::autograd::grad({score}, {between}, {torch::ones_like(score)}, true, true)[0].flatten(1);
    const auto penalty = (slope.pow(2).sum(1).sqrt() - 1).pow(2).mean();
    const auto loss = judged.realness.mean() - real.realness.mean() + F::cross_entropy(real.classes, batch.labels) +
                      10 * penalty + F::mse_loss(judged.codes, codes);
    step(loss, discriminator_adam_);
  }

  void train_generator(const LabelledBatch &batch) {
    const auto codes = draw_codes(batch.labels);
    const auto fake = generate(batch.pictures, codes);
    const auto judged = discriminator_(fake);
    const auto back = generate(fake, draw_codes(batch.labels));
    const auto loss = -judged.realness.mean() + F::cross_entropy(judged.classes, batch.labels) +
                      F::mse_loss(judged.codes, codes) + 10 * (batch.pictures - back).abs().mean();
    step(loss, generator_adam_);
  }

private:
  torch::Tensor draw_codes(const torch::Tensor &labels) {
    const auto axes = F::normalize(axes_->weight, F::NormalizeFuncOptions().dim(1));
    return torch::one_hot(labels, classes_).to(torch::kFloat).slice(1, 1).mm(axes) +
           0.075 * torch::randn({labels.size(0), 2}, axes.options());
  }

  torch::Tensor generate(const torch::Tensor &x, const torch::Tensor &codes) {
    const auto planes = codes.unsqueeze(2).unsqueeze(3).expand({-1, -1, x.size(2), x.size(3)});
    return generator_->forward(torch::cat({x, planes}, 1));
  }

  void step(const torch::Tensor &loss, torch::optim::Adam &adam) {
    generator_adam_.zero_grad();
    discriminator_adam_.zero_grad();
    loss.backward();
    adam.step();
  }

  int classes_;
  nn::Linear axes_;
  nn::Sequential generator_;
  OfficialDiscriminator discriminator_;
  torch::optim::Adam generator_adam_, discriminator_adam_;
};

/// Seconds of the fastest of `rounds` runs; one more goes before.
template <typename Work> double seconds(int rounds, torch::Device device, const Work &work) {
  double best = 1e9;
  for (int round = 0; round <= rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    work();
    if (device.is_cuda())
      torch::cuda::synchronize();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    if (round > 0)
      best = std::min(best, spent.count());
  }
  return best;
}

} // namespace

/// Arguments: the batch size (16), the device (cpu), the number of rounds (2).
int main(int argc, char **argv) {
  const int batch_size = argc > 1 ? std::atoi(argv[1]) : 16;
  const torch::Device device(argc > 2 ? argv[2] : "cpu");
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 2;
  OfficialOptions options;
  options.c_dim = 7;
  options.batch_size = batch_size;
  torch::manual_seed(1);
  const LabelledBatch batch{(torch::rand({batch_size, 3, 128, 128}) * 2 - 1).to(device),
                            (torch::arange(batch_size) % options.c_dim).to(device)};
  SeededRandom random(1);
  const auto ours = make_official_step(options, device, random);
  StockIteration stock(options, device);

  const double our_d = seconds(rounds, device, [&] { ours->train_discriminator(batch); });
  const double our_g = seconds(rounds, device, [&] { ours->train_generator(); });
  const double stock_d = seconds(rounds, device, [&] { stock.train_discriminator(batch); });
  const double stock_g = seconds(rounds, device, [&] { stock.train_generator(batch); });
  const auto row = [&](const char *what, double ours_seconds, double stock_seconds) {
    std::printf("%-38s %9.2f s %9.2f s %7.2fx %8.1f pictures/s\n", what, ours_seconds, stock_seconds,
                stock_seconds / ours_seconds, batch_size / ours_seconds);
  };
  std::printf("batch %d, %s, %d threads\n%-38s %11s %11s %8s\n", batch_size, device.str().c_str(),
              torch::get_num_threads(), "", "ours", "stock", "ratio");
  row("discriminator's step", our_d, stock_d);
  row("generator's step", our_g, stock_g);
  row("iteration with both (n_critic 1)", our_d + our_g, stock_d + stock_g);
  row("average iteration of n_critic 5", our_d + our_g / 5, stock_d + stock_g / 5);
  return 0;
}
