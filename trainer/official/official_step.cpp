#include "trainer/official/official_step.h"

#include "trainer/official/gaussian_step.h"
#include "trainer/official/linear_step.h"
#include "trainer/official/regularization.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

torch::optim::AdamOptions adam(double rate, const OfficialOptions &options) {
  return torch::optim::AdamOptions(rate).betas({options.beta1, options.beta2});
}

/// Gradients are computed for the weights of this `optimizer` only.
void descend(const torch::Tensor &loss, torch::optim::Adam &optimizer, const torch::nn::Module &network) {
  optimizer.zero_grad();
  loss.backward({}, c10::nullopt, /*create_graph=*/false, network.parameters());
  optimizer.step();
}

void set_rate(torch::optim::Adam &optimizer, double rate) {
  for (auto &group : optimizer.param_groups())
    static_cast<torch::optim::AdamOptions &>(group.options()).lr(rate);
}

} // namespace

OfficialStep::OfficialStep(std::shared_ptr<PlanesGenerator> generator, const OfficialOptions &options,
                           torch::Device device, Draws &draws)
    : options_(options), device_(device), draws_(draws), generator_(std::move(generator)),
      discriminator_(options.parametrization, options.image_size, options.d_conv_dim, options.c_dim,
                     options.dimensions(), options.d_repeat_num),
      generator_adam_(generator_->parameters(), adam(options.g_lr, options)),
      discriminator_adam_(discriminator_->parameters(), adam(options.d_lr, options)) {
  generator_->to(device);
  discriminator_->to(device);
}

Losses OfficialStep::train_discriminator(const LabelledBatch &batch) {
  const bool r1 = options_.regularization_type == Regularization::R1;
  batch_ = {batch.pictures.to(device_), batch.labels.to(device_)};
  begin();
  const auto real = r1 ? batch_.pictures.detach().clone().requires_grad_() : batch_.pictures;
  const auto judged_real = discriminator_(real);

  torch::Tensor codes, fake;
  {
    torch::NoGradGuard no_grad; // the generator learns nothing here
    codes = draw_codes();
    fake = generator_->forward(batch_.pictures, codes);
  }
  const auto judged_fake = discriminator_(fake);

  torch::Tensor penalty;
  if (r1) {
    penalty = r1_penalty(judged_real.realness, real);
  } else {
    const auto points = between(batch_.pictures, fake, draws_);
    penalty = gradient_penalty(discriminator_(points).realness, points);
  }

  const auto [code_loss_name, code_loss_weight] = code_loss();
  WeightedLosses losses;
  losses.add("D/loss_real", -judged_real.realness.mean());
  losses.add("D/loss_fake", judged_fake.realness.mean());
  losses.add("D/loss_cls", F::cross_entropy(judged_real.classes, batch_.labels), options_.lambda_cls);
  losses.add("D/loss_regularization", penalty, options_.lambda_regularization);
  losses.add(code_loss_name, F::mse_loss(judged_fake.codes, codes), code_loss_weight);
  descend(losses.total(), discriminator_adam_, *discriminator_);
  return losses.values();
}

Losses OfficialStep::train_generator() {
  Judgement real;
  {
    torch::NoGradGuard no_grad;
    real = discriminator_(batch_.pictures);
  }
  const auto codes = draw_codes();
  const auto fake = generator_->forward(batch_.pictures, codes);
  const auto judged = discriminator_(fake);
  const auto back = generator_->forward(fake, codes_back(judged, real));

  WeightedLosses losses;
  losses.add("G/loss_fake", -judged.realness.mean());
  losses.add("G/loss_rec", (batch_.pictures - back).abs().mean(), options_.lambda_rec);
  add_generator_terms(losses, judged, codes);
  descend(losses.total(), generator_adam_, *generator_);
  return losses.values();
}

void OfficialStep::set_learning_rates(double generator, double discriminator) {
  set_rate(generator_adam_, generator);
  set_rate(discriminator_adam_, discriminator);
}

std::unique_ptr<OfficialStep> make_official_step(const OfficialOptions &options, torch::Device device, Draws &draws) {
  if (options.parametrization == Parametrization::Linear)
    return std::make_unique<LinearStep>(options, device, draws);
  return std::make_unique<GaussianStep>(options, device, draws);
}

} // namespace ganmut
