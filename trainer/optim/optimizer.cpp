#include "trainer/optim/optimizer.h"

namespace ganmut {

namespace {

std::vector<torch::Tensor> all_of(const std::vector<ParameterGroup> &groups) {
  std::vector<torch::Tensor> all;
  for (const auto &group : groups)
    all.insert(all.end(), group.parameters.begin(), group.parameters.end());
  return all;
}

std::vector<torch::optim::OptimizerParamGroup> adam_groups(const std::vector<ParameterGroup> &groups,
                                                           const torch::optim::AdamOptions &options) {
  std::vector<torch::optim::OptimizerParamGroup> all;
  for (const auto &group : groups) {
    auto own = std::make_unique<torch::optim::AdamOptions>(options);
    own->lr(options.lr() * group.rate);
    all.emplace_back(group.parameters, std::move(own));
  }
  return all;
}

} // namespace

Optimizer::Optimizer(std::vector<torch::Tensor> parameters, const torch::optim::AdamOptions &options,
                     Precision precision)
    : Optimizer(std::vector<ParameterGroup>{{std::move(parameters)}}, options, precision, 0) {}

Optimizer::Optimizer(std::vector<ParameterGroup> groups, const torch::optim::AdamOptions &options, Precision precision,
                     double largest_norm)
    : groups_(std::move(groups)), parameters_(all_of(groups_)), largest_norm_(largest_norm),
      adam_(adam_groups(groups_, options), options) {
  if (precision == Precision::Float16)
    scale_.emplace();
}

void Optimizer::step(const torch::Tensor &loss) {
  adam_.zero_grad();
  (scale_ ? scale_->scaled(loss) : loss).backward({}, {}, /*create_graph=*/false, parameters_);
  if (exchange_)
    exchange_(parameters_);
  if (scale_ && !scale_->unscale(parameters_))
    return;
  if (largest_norm_ > 0)
    torch::nn::utils::clip_grad_norm_(parameters_, largest_norm_);
  adam_.step();
}

void Optimizer::set_learning_rate(double rate) {
  for (std::size_t i = 0; i < groups_.size(); ++i)
    static_cast<torch::optim::AdamOptions &>(adam_.param_groups()[i].options()).lr(rate * groups_[i].rate);
}

void Optimizer::save(RunState &state, const std::string &name) const {
  save_moments(adam_, state, name);
  if (scale_)
    scale_->save(state, name + "/scale");
}

void Optimizer::load(const RunState &state, const std::string &name) {
  load_moments(adam_, state, name);
  if (scale_)
    scale_->load(state, name + "/scale");
}

} // namespace ganmut
