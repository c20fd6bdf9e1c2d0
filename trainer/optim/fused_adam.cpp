#include "trainer/optim/fused_adam.h"

#include <memory>
#include <sstream>
#include <type_traits>

#include <ATen/Parallel.h>
#include <ganmut/error.h>

namespace ganmut {

namespace {

constexpr std::int64_t block = 32 * 1024; ///< elements: with gradient and moments half a megabyte

/// Where an optimizer keeps what it knows of `parameter`: under its address, in LibTorch 1.13 as text.
template <typename Map> auto adam_key(const Map &, const torch::Tensor &parameter) {
  auto *const address = static_cast<void *>(parameter.unsafeGetTensorImpl());
  if constexpr (std::is_same_v<typename Map::key_type, std::string>)
    return (std::ostringstream() << address).str();
  else
    return address;
}

/// The moments and the counter of `parameter`; zeros where it was never moved.
torch::optim::AdamParamState &adam_moments(torch::optim::Adam &optimizer, const torch::Tensor &parameter) {
  auto &state = optimizer.state()[adam_key(optimizer.state(), parameter)];
  if (!state) {
    auto fresh = std::make_unique<torch::optim::AdamParamState>();
    fresh->exp_avg(torch::zeros_like(parameter));
    fresh->exp_avg_sq(torch::zeros_like(parameter));
    state = std::move(fresh);
  }
  return static_cast<torch::optim::AdamParamState &>(*state);
}

std::vector<torch::Tensor> parameters_of(const torch::optim::Adam &optimizer) {
  std::vector<torch::Tensor> all;
  for (const auto &group : optimizer.param_groups())
    all.insert(all.end(), group.params().begin(), group.params().end());
  return all;
}

using Options = torch::optim::AdamOptions;

/// What the updates of one step have in common: the group's options and the number of the step.
struct Rates {
  Rates(const Options &options, std::int64_t step)
      : beta1(std::get<0>(options.betas())), beta2(std::get<1>(options.betas())), eps(options.eps()),
        size(options.lr() / (1 - std::pow(beta1, static_cast<double>(step)))),
        root(std::sqrt(1 - std::pow(beta2, static_cast<double>(step)))) {}
  double beta1, beta2, eps, size, root;
};

void move(const torch::Tensor &parameter, const torch::Tensor &gradient, const torch::Tensor &mean,
          const torch::Tensor &square, const Rates &rates) {
  mean.mul_(rates.beta1).add_(gradient, 1 - rates.beta1);
  square.mul_(rates.beta2).addcmul_(gradient, gradient, 1 - rates.beta2);
  parameter.addcdiv_(mean, (square.sqrt() / rates.root).add_(rates.eps), -rates.size);
}

bool is_flat(const torch::Tensor &tensor) {
  return tensor.device().is_cpu() && tensor.is_non_overlapping_and_dense();
}

/// The elements in the order of the memory, [numel].
torch::Tensor flat(const torch::Tensor &tensor) {
  return tensor.as_strided({tensor.numel()}, {1});
}

void move_by_blocks(const torch::Tensor &parameter, const torch::Tensor &gradient, const torch::Tensor &mean,
                    const torch::Tensor &square, const Rates &rates) {
  const auto strides = parameter.strides();
  if (!is_flat(parameter) || gradient.strides() != strides || mean.strides() != strides || square.strides() != strides)
    return move(parameter, gradient, mean, square, rates);
  const auto p = flat(parameter), g = flat(gradient), m = flat(mean), v = flat(square);
  const auto blocks = (p.numel() + block - 1) / block;
  at::parallel_for(0, blocks, 1, [&](std::int64_t begin, std::int64_t end) {
    torch::NoGradGuard no_grad; // the mode belongs to a thread
    for (auto i = begin; i < end; ++i) {
      const auto part = [i](const torch::Tensor &all) { return all.slice(0, i * block, (i + 1) * block); };
      move(part(p), part(g), part(m), part(v), rates);
    }
  });
}

/// All parameters whose next step has the same number, by one kernel.
struct FusedCall {
  std::vector<torch::Tensor> parameters, gradients, means, squares;

  void run(const Options &options, std::int64_t step) const {
    const std::vector<torch::Tensor> steps(
        parameters.size(), torch::full({}, static_cast<double>(step), parameters[0].options().dtype(torch::kFloat)));
    at::_fused_adam_(parameters, gradients, means, squares, {}, steps, options.lr(), std::get<0>(options.betas()),
                     std::get<1>(options.betas()), /*weight_decay=*/0., options.eps(), /*amsgrad=*/false,
                     /*maximize=*/false);
  }
};

} // namespace

torch::Tensor FusedAdam::step(LossClosure) {
  torch::NoGradGuard no_grad;
  for (auto &group : param_groups()) {
    const auto &options = static_cast<const Options &>(group.options());
    std::map<std::int64_t, FusedCall> on_gpu;
    for (const auto &parameter : group.params()) {
      if (!parameter.grad().defined())
        continue;
      auto &moments = adam_moments(*this, parameter);
      moments.step(moments.step() + 1);
      const auto strides = parameter.strides();
      const bool alike = parameter.grad().strides() == strides && moments.exp_avg().strides() == strides &&
                         moments.exp_avg_sq().strides() == strides;
      if (!parameter.is_cuda() || !alike) { // the fused kernel takes one order of memory only
        move_by_blocks(parameter, parameter.grad(), moments.exp_avg(), moments.exp_avg_sq(),
                       Rates(options, moments.step()));
        continue;
      }
      auto &call = on_gpu[moments.step()];
      call.parameters.push_back(parameter);
      call.gradients.push_back(parameter.grad());
      call.means.push_back(moments.exp_avg());
      call.squares.push_back(moments.exp_avg_sq());
    }
    for (const auto &[step, call] : on_gpu)
      call.run(options, step);
  }
  return {};
}

void save_moments(const torch::optim::Adam &optimizer, RunState &state, const std::string &name) {
  const auto parameters = parameters_of(optimizer);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto found = optimizer.state().find(adam_key(optimizer.state(), parameters[i]));
    if (found == optimizer.state().end())
      continue;
    const auto &moments = static_cast<const torch::optim::AdamParamState &>(*found->second);
    const auto start = name + "/" + std::to_string(i) + "/";
    state.put(start + "step", torch::tensor(moments.step(), torch::kLong));
    state.put(start + "exp_avg", moments.exp_avg());
    state.put(start + "exp_avg_sq", moments.exp_avg_sq());
  }
}

void load_moments(torch::optim::Adam &optimizer, const RunState &state, const std::string &name) {
  const auto parameters = parameters_of(optimizer);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto start = name + "/" + std::to_string(i) + "/";
    const auto key = adam_key(optimizer.state(), parameters[i]);
    optimizer.state().erase(key);
    if (!state.has_tensor(start + "step"))
      continue;
    const auto moment = [&](const char *which) {
      const auto stored = state.tensor(start + which);
      if (stored.sizes() != parameters[i].sizes())
        throw Error(ErrorKind::WrongKind, "The checkpoint's optimizer '" + name + "' does not fit these networks.");
      return torch::zeros_like(parameters[i]).copy_(stored); // in the parameter's order of memory
    };
    auto moments = std::make_unique<torch::optim::AdamParamState>();
    moments->step(state.tensor(start + "step").item<std::int64_t>());
    moments->exp_avg(moment("exp_avg"));
    moments->exp_avg_sq(moment("exp_avg_sq"));
    optimizer.state()[key] = std::move(moments);
  }
}

} // namespace ganmut
