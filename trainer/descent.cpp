#include "trainer/descent.h"

namespace ganmut {

Descent::Descent(std::vector<torch::Tensor> parameters, const torch::optim::AdamOptions &options, Precision precision)
    : parameters_(std::move(parameters)), adam_(parameters_, options) {
  if (precision == Precision::Float16)
    scale_.emplace();
}

void Descent::step(const torch::Tensor &loss) {
  adam_.zero_grad();
  (scale_ ? scale_->scaled(loss) : loss).backward({}, {}, /*create_graph=*/false, parameters_);
  if (exchange_)
    exchange_(parameters_);
  if (!scale_ || scale_->unscale(parameters_))
    adam_.step();
}

void Descent::set_learning_rate(double rate) {
  for (auto &group : adam_.param_groups())
    static_cast<torch::optim::AdamOptions &>(group.options()).lr(rate);
}

void Descent::save(RunState &state, const std::string &name) const {
  state.put(name, adam_);
  if (scale_)
    scale_->save(state, name + "/scale");
}

void Descent::load(const RunState &state, const std::string &name) {
  state.get(name, adam_);
  if (scale_)
    scale_->load(state, name + "/scale");
}

} // namespace ganmut
