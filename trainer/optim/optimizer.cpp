#include "trainer/optim/optimizer.h"

namespace ganmut {

Optimizer::Optimizer(std::vector<torch::Tensor> parameters, const torch::optim::AdamOptions &options,
                     Precision precision)
    : parameters_(std::move(parameters)), adam_(parameters_, options) {
  if (precision == Precision::Float16)
    scale_.emplace();
}

void Optimizer::step(const torch::Tensor &loss) {
  adam_.zero_grad();
  (scale_ ? scale_->scaled(loss) : loss).backward({}, {}, /*create_graph=*/false, parameters_);
  if (exchange_)
    exchange_(parameters_);
  if (!scale_ || scale_->unscale(parameters_))
    adam_.step();
}

void Optimizer::set_learning_rate(double rate) {
  for (auto &group : adam_.param_groups())
    static_cast<torch::optim::AdamOptions &>(group.options()).lr(rate);
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
