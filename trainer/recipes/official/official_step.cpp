#include "trainer/recipes/official/official_step.h"

#include <ganmut/error.h>

#include "trainer/augment/batch_augment.h"
#include "trainer/device/device.h"
#include "trainer/losses/loss_terms.h"
#include "trainer/recipes/official/gaussian_step.h"
#include "trainer/recipes/official/linear_step.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

torch::optim::AdamOptions adam(double rate, const OfficialOptions &options) {
  return torch::optim::AdamOptions(rate).betas({options.beta1, options.beta2});
}

} // namespace

OfficialStep::OfficialStep(std::shared_ptr<PlanesGenerator> generator, const OfficialOptions &options,
                           torch::Device device, RandomSource &random, Shard shard)
    : options_(options), device_(device), random_(random), shard_(shard), generator_(std::move(generator)),
      discriminator_(options.parametrization, options.image_size, options.d_conv_dim, options.c_dim,
                     options.dimensions(), options.d_repeat_num),
      generator_optimizer_(generator_->parameters(), adam(options.g_lr, options), options.run.precision),
      discriminator_optimizer_(discriminator_->parameters(), adam(options.d_lr, options), options.run.precision) {
  place(*generator_, device, options.run.channels_last);
  place(*discriminator_, device, options.run.channels_last);
}

/// What the discriminator is shown of `pictures`.
torch::Tensor OfficialStep::shown(const torch::Tensor &pictures) {
  if (!options_.diff_augment)
    return pictures;
  ShardRandom random(random_, shard_);
  return diff_augment(pictures, random);
}

/// What the discriminator says of `pictures`; `penalized`: a loss will be made of its gradient.
Judgement OfficialStep::judgement_of(const torch::Tensor &pictures, bool penalized) {
  const Autocast autocast(penalized ? of_penalties(options_.run.precision) : options_.run.precision, device_);
  return discriminator_(pictures);
}

Losses OfficialStep::train_discriminator(const LabelledBatch &batch) {
  if (batch.pictures.size(0) * shard_.world != batch.labels.size(0))
    throw Error(ErrorKind::BadArgument, "A batch of " + std::to_string(batch.labels.size(0)) +
                                            " pictures cannot be shared out evenly among " +
                                            std::to_string(shard_.world) + " processes.");
  const Autocast autocast(options_.run.precision, device_);
  const bool r1 = options_.regularization_type == Regularization::R1;
  batch_ = {to_device(batch.pictures, device_), to_device(batch.labels, device_)};
  begin();
  auto real = shown(batch_.pictures);
  if (r1)
    real = real.detach().clone().requires_grad_();
  const auto judged_real = judgement_of(real, /*penalized=*/r1);

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
    const auto part = to_device(shard_.of(random_.uniform({batch_size(), 1, 1, 1})), device_);
    const auto points = between(real, fake, part);
    penalty = gradient_penalty(judgement_of(points, /*penalized=*/true).realness, points);
  }

  WeightedLosses losses;
  losses.add("D/loss_real", -judged_real.realness.mean());
  losses.add("D/loss_fake", judged_fake.realness.mean());
  losses.add("D/loss_cls", F::cross_entropy(judged_real.classes, shard_.of(batch_.labels)), options_.lambda_cls);
  losses.add("D/loss_regularization", penalty, options_.lambda_regularization);
  add_discriminator_terms(losses, judged_fake, codes);
  discriminator_optimizer_.step(losses.total());
  return losses.values();
}

Losses OfficialStep::train_generator() {
  const Autocast autocast(options_.run.precision, device_);
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
  generator_optimizer_.step(losses.total());
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
    ShardRandom random(random_, shard_);
    losses.add("G/loss_consistency", consistency_loss(*generator_, pictures, codes, fake, random),
               options_.lambda_consistency);
  }
}

void OfficialStep::set_learning_rates(double generator, double discriminator) {
  generator_optimizer_.set_learning_rate(generator);
  discriminator_optimizer_.set_learning_rate(discriminator);
}

void OfficialStep::set_gradient_exchange(const GradientExchange &exchange) {
  generator_optimizer_.set_gradient_exchange(exchange);
  discriminator_optimizer_.set_gradient_exchange(exchange);
}

void OfficialStep::save(RunState &state) const {
  state.put("generator", *generator_);
  state.put("discriminator", *discriminator_);
  generator_optimizer_.save(state, "generator_adam");
  discriminator_optimizer_.save(state, "discriminator_adam");
}

void OfficialStep::load(const RunState &state) {
  state.get("generator", *generator_);
  state.get("discriminator", *discriminator_);
  generator_optimizer_.load(state, "generator_adam");
  discriminator_optimizer_.load(state, "discriminator_adam");
}

std::unique_ptr<OfficialStep> make_official_step(const OfficialOptions &options, torch::Device device,
                                                 RandomSource &random, Shard shard) {
  if (options.parametrization == Parametrization::Linear)
    return std::make_unique<LinearStep>(options, device, random, shard);
  return std::make_unique<GaussianStep>(options, device, random, shard);
}

} // namespace ganmut
