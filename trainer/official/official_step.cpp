#include "trainer/official/official_step.h"

#include <ganmut/error.h>

#include "trainer/consistency.h"
#include "trainer/diff_augment.h"
#include "trainer/face_oval.h"
#include "trainer/official/gaussian_step.h"
#include "trainer/official/linear_step.h"
#include "trainer/official/regularization.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

torch::optim::AdamOptions adam(double rate, const OfficialOptions &options) {
  return torch::optim::AdamOptions(rate).betas({options.beta1, options.beta2});
}

void set_rate(torch::optim::Adam &optimizer, double rate) {
  for (auto &group : optimizer.param_groups())
    static_cast<torch::optim::AdamOptions &>(group.options()).lr(rate);
}

} // namespace

OfficialStep::OfficialStep(std::shared_ptr<PlanesGenerator> generator, const OfficialOptions &options,
                           torch::Device device, Draws &draws, Share share)
    : options_(options), device_(device), draws_(draws), share_(share), generator_(std::move(generator)),
      discriminator_(options.parametrization, options.image_size, options.d_conv_dim, options.c_dim,
                     options.dimensions(), options.d_repeat_num),
      generator_adam_(generator_->parameters(), adam(options.g_lr, options)),
      discriminator_adam_(discriminator_->parameters(), adam(options.d_lr, options)) {
  generator_->to(device);
  discriminator_->to(device);
}

/// What the discriminator is shown of `pictures`.
torch::Tensor OfficialStep::shown(const torch::Tensor &pictures) {
  if (!options_.diff_augment)
    return pictures;
  RowDraws draws(draws_, share_);
  return diff_augment(pictures, draws);
}

/// Gradients are computed for the weights of this `optimizer` only.
void OfficialStep::descend(const torch::Tensor &loss, torch::optim::Adam &optimizer, const torch::nn::Module &network) {
  const auto parameters = network.parameters();
  optimizer.zero_grad();
  loss.backward({}, c10::nullopt, /*create_graph=*/false, parameters);
  if (exchange_)
    exchange_(parameters);
  optimizer.step();
}

Losses OfficialStep::train_discriminator(const LabelledBatch &batch) {
  if (batch.pictures.size(0) * share_.world != batch.labels.size(0))
    throw Error(ErrorKind::BadArgument, "A batch of " + std::to_string(batch.labels.size(0)) +
                                            " pictures cannot be shared out evenly among " +
                                            std::to_string(share_.world) + " processes.");
  const Autocast autocast(options_.precision, device_);
  const bool r1 = options_.regularization_type == Regularization::R1;
  batch_ = {batch.pictures.to(device_), batch.labels.to(device_)};
  begin();
  auto real = shown(batch_.pictures);
  if (r1)
    real = real.detach().clone().requires_grad_();
  const auto judged_real = discriminator_(real);

  torch::Tensor codes, fake;
  {
    torch::NoGradGuard no_grad; // the generator learns nothing here
    codes = draw_codes();
    fake = shown(generator_->forward(batch_.pictures, codes));
  }
  const auto judged_fake = discriminator_(fake);

  torch::Tensor penalty;
  if (r1) {
    penalty = r1_penalty(judged_real.realness, real);
  } else {
    const auto part = share_.of(draws_.uniform({batch_size(), 1, 1, 1})).to(device_);
    const auto points = between(real, fake, part);
    penalty = gradient_penalty(discriminator_(points).realness, points);
  }

  WeightedLosses losses;
  losses.add("D/loss_real", -judged_real.realness.mean());
  losses.add("D/loss_fake", judged_fake.realness.mean());
  losses.add("D/loss_cls", F::cross_entropy(judged_real.classes, share_.of(batch_.labels)), options_.lambda_cls);
  losses.add("D/loss_regularization", penalty, options_.lambda_regularization);
  add_discriminator_terms(losses, judged_fake, codes);
  descend(losses.total(), discriminator_adam_, *discriminator_);
  return losses.values();
}

Losses OfficialStep::train_generator() {
  const Autocast autocast(options_.precision, device_);
  Judgement real;
  {
    torch::NoGradGuard no_grad;
    real = discriminator_(batch_.pictures);
  }
  const auto codes = draw_codes();
  const auto fake = generator_->forward(batch_.pictures, codes);
  const auto judged = discriminator_(shown(fake));
  const auto back = generator_->forward(fake, codes_back(judged, real));

  WeightedLosses losses;
  losses.add("G/loss_fake", -judged.realness.mean());
  losses.add("G/loss_rec", (batch_.pictures - back).abs().mean(), options_.lambda_rec);
  add_generator_terms(losses, judged, codes);
  add_keeping_terms(losses, codes, fake, real);
  descend(losses.total(), generator_adam_, *generator_);
  return losses.values();
}

/// What an edit shall leave alone; the official code has none of it.
void OfficialStep::add_keeping_terms(WeightedLosses &losses, const torch::Tensor &codes, const torch::Tensor &fake,
                                     const Judgement &real) {
  const auto &pictures = batch_.pictures;
  if (options_.lambda_identity > 0)
    losses.add("G/loss_identity", (generator_->forward(pictures, real.codes) - pictures).abs().mean(),
               options_.lambda_identity);
  if (options_.lambda_background > 0)
    losses.add("G/loss_background", ((fake - pictures).abs() * off_face(options_.image_size, device_)).mean(),
               options_.lambda_background);
  if (options_.lambda_consistency > 0) {
    RowDraws draws(draws_, share_);
    losses.add("G/loss_consistency", consistency_loss(*generator_, pictures, codes, fake, draws),
               options_.lambda_consistency);
  }
}

void OfficialStep::set_learning_rates(double generator, double discriminator) {
  set_rate(generator_adam_, generator);
  set_rate(discriminator_adam_, discriminator);
}

void OfficialStep::save(RunState &state) const {
  state.put("generator", *generator_);
  state.put("discriminator", *discriminator_);
  state.put("generator_adam", generator_adam_);
  state.put("discriminator_adam", discriminator_adam_);
}

void OfficialStep::load(const RunState &state) {
  state.get("generator", *generator_);
  state.get("discriminator", *discriminator_);
  state.get("generator_adam", generator_adam_);
  state.get("discriminator_adam", discriminator_adam_);
}

std::unique_ptr<OfficialStep> make_official_step(const OfficialOptions &options, torch::Device device, Draws &draws,
                                                 Share share) {
  if (options.parametrization == Parametrization::Linear)
    return std::make_unique<LinearStep>(options, device, draws, share);
  return std::make_unique<GaussianStep>(options, device, draws, share);
}

} // namespace ganmut
