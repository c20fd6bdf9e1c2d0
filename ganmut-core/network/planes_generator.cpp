#include "network/planes_generator.h"

#include <string>

#include <ganmut/error.h>

#include "network/fast_conv_transpose.h"

namespace ganmut {

namespace {

torch::nn::Conv2d conv(int in, int out, int kernel, int stride, int padding) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding).bias(false));
}

torch::nn::ReLU relu() {
  return torch::nn::ReLU(torch::nn::ReLUOptions().inplace(true));
}

/// Hands out the scales and shifts of normalized maps, one map after the other.
class Modulation {
public:
  /// `parts`: [N, 2 * channels of all maps].
  explicit Modulation(torch::Tensor parts) : parts_(parts.unsqueeze(-1).unsqueeze(-1)) {}

  torch::Tensor next(const torch::Tensor &map) {
    const auto channels = map.size(1), at = at_;
    at_ += 2 * channels;
    return map * (1 + parts_.slice(1, at, at + channels)) + parts_.slice(1, at + channels, at_);
  }

private:
  torch::Tensor parts_;
  std::int64_t at_ = 0;
};

struct ResidualBlockImpl : torch::nn::Module {
  explicit ResidualBlockImpl(int channels) {
    main =
        register_module("main", torch::nn::Sequential(conv(channels, channels, 3, 1, 1), InstanceNorm(channels), relu(),
                                                      conv(channels, channels, 3, 1, 1), InstanceNorm(channels)));
  }
  torch::Tensor forward(const torch::Tensor &x) { return x + main->forward(x); }
  torch::Tensor modulated(const torch::Tensor &x, Modulation &modulation);

  torch::nn::Sequential main{nullptr};
};
TORCH_MODULE(ResidualBlock);

/// `layers` one after the other, every normalized map modulated.
torch::Tensor run(torch::nn::Sequential &layers, torch::Tensor x, Modulation &modulation) {
  for (auto &layer : *layers) {
    if (auto *block = layer.ptr()->as<ResidualBlockImpl>()) {
      x = block->modulated(x, modulation);
      continue;
    }
    x = layer.forward(x);
    if (dynamic_cast<const InstanceNormImpl *>(layer.ptr().get()) != nullptr)
      x = modulation.next(x);
  }
  return x;
}

torch::Tensor ResidualBlockImpl::modulated(const torch::Tensor &x, Modulation &modulation) {
  return x + run(main, x, modulation);
}

/// Scales and shifts start at zero: the network starts unconditioned.
torch::nn::Sequential film(int dimensions, int channels) {
  constexpr int features = 64;
  torch::nn::Linear last(features, 2 * channels);
  torch::nn::init::zeros_(last->weight);
  torch::nn::init::zeros_(last->bias);
  return torch::nn::Sequential(torch::nn::Linear(dimensions, features), torch::nn::SiLU(),
                               torch::nn::Linear(features, features), torch::nn::SiLU(), last);
}

} // namespace

InstanceNormImpl::InstanceNormImpl(int channels) {
  weight_ = register_parameter("weight", torch::ones(channels));
  bias_ = register_parameter("bias", torch::zeros(channels));
  running_mean_ = register_buffer("running_mean", torch::zeros(channels));
  running_var_ = register_buffer("running_var", torch::ones(channels));
  register_buffer("num_batches_tracked", torch::zeros({}, torch::kLong)); // stays 0 in PyTorch, too
}

torch::Tensor InstanceNormImpl::forward(const torch::Tensor &x) {
  const bool track = is_training();
  return torch::instance_norm(x, weight_, bias_, track ? running_mean_ : torch::Tensor(),
                              track ? running_var_ : torch::Tensor(), /*use_input_stats=*/true, /*momentum=*/0.1,
                              /*eps=*/1e-5, torch::globalContext().userEnabledCuDNN());
}

void PlanesGenerator::check_sizes(int dimensions, int classes, int width, int blocks) {
  const auto refuse = [](const std::string &what, int value, const std::string &valid) {
    throw Error(ErrorKind::BadArgument,
                "A generator cannot have " + std::to_string(value) + " " + what + "; " + valid + ".");
  };
  if (dimensions != 2 && dimensions != 3)
    refuse("dimensions", dimensions, "use 2 or 3");
  if (classes < 2)
    refuse("classes", classes, "use 2 or more (neutral is one of them)");
  if (width < 1)
    refuse("channels in its first layer", width, "use 1 or more");
  if (blocks < 0)
    refuse("residual blocks", blocks, "use 0 or more");
}

void PlanesGenerator::add_trunk(int dimensions, int width, int blocks, TrunkKind kind) {
  kind_ = kind;
  const bool planes = kind.conditioning == Conditioning::Planes;
  torch::nn::Sequential main(conv(planes ? 3 + dimensions : 3, width, 7, 1, 3), InstanceNorm(width), relu());
  int channels = width, normalized = width;
  const auto add_norm = [&] {
    main->push_back(InstanceNorm(channels));
    main->push_back(relu());
    normalized += channels;
  };
  for (int i = 0; i < 2; ++i) {
    main->push_back(conv(channels, 2 * channels, 4, 2, 1));
    channels *= 2;
    add_norm();
  }
  for (int i = 0; i < blocks; ++i, normalized += 2 * channels)
    main->push_back(ResidualBlock(channels));
  for (int i = 0; i < 2; ++i) {
    main->push_back(FastConvTranspose(channels, channels / 2));
    channels /= 2;
    add_norm();
  }
  auto last = conv(channels, 3, 7, 1, 3);
  if (kind.output == OutputKind::Residual)
    torch::nn::init::zeros_(last->weight);
  main->push_back(last);
  main->push_back(torch::nn::Tanh());
  main_ = register_module("main", main);
  if (!planes)
    film_ = register_module("film", film(dimensions, normalized));
}

torch::Tensor PlanesGenerator::modulated(torch::Tensor x, const torch::Tensor &codes) {
  Modulation modulation(film_->forward(codes));
  return run(main_, std::move(x), modulation);
}

torch::Tensor PlanesGenerator::forward(const torch::Tensor &x, const torch::Tensor &codes) {
  const auto with_planes = [&] {
    const auto planes =
        codes.to(x.scalar_type()).unsqueeze(2).unsqueeze(3).expand({x.size(0), -1, x.size(2), x.size(3)});
    return torch::cat({x, planes}, 1);
  };
  const auto answer = film_ ? modulated(x, codes) : main_->forward(with_planes());
  return kind_.output == OutputKind::Residual ? x + 2 * answer : answer;
}

} // namespace ganmut
