#include "trainer/recipes/rig/rig_step.h"

#include "network/state.h"
#include "trainer/augment/batch_augment.h"
#include "trainer/device/device.h"
#include "trainer/optim/ema.h"
#include "trainer/recipes/rig/emotion_layout.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

/// Steps between two gradient penalties (lazy regularization, Karras et al. 2020).
constexpr int r1_interval = 8;
/// Steps between two of the emotions, which cost another pass back through the generator.
constexpr int emotions_interval = 4;

/// Regions of the face that have a discriminator, and how much each counts.
struct Judge {
  RegionDiscriminatorImpl::Region region;
  double weight;
};
constexpr std::array<Judge, 3> judges = {{
    {{0.0, 0.0, 1.0, 1.0}, 0.15},   // face
    {{0.25, 0.5, 0.75, 0.94}, 0.6}, // mouth
    {{0.1, 0.1, 0.9, 0.46}, 0.15},  // brows and eyes
}};

std::vector<RegionDiscriminator> make_discriminators(const RigOptions &options, const ModelInfo &info) {
  std::vector<RegionDiscriminator> all;
  for (const auto &judge : judges)
    all.emplace_back(judge.region, options.d_width, static_cast<int>(info.units.size()), info.classes, info.dimensions);
  return all;
}

std::vector<torch::Tensor> parameters_of(const std::vector<RegionDiscriminator> &modules, bool with_heads) {
  std::vector<torch::Tensor> all;
  for (const auto &module : modules)
    for (const auto &parameter : module->named_parameters())
      if (with_heads || (parameter.key().rfind("classes", 0) != 0 && parameter.key().rfind("codes", 0) != 0))
        all.push_back(parameter.value());
  return all;
}

/// All that moves, the maps more slowly.
std::vector<ParameterGroup> groups_of(LayersGeneratorImpl &generator, double maps_rate) {
  ParameterGroup rest, maps{{generator.maps}, maps_rate};
  for (const auto &parameter : generator.parameters())
    if (parameter.requires_grad() && !parameter.is_same(generator.maps))
      rest.parameters.push_back(parameter);
  return {rest, maps};
}

/// Of the generator only what renders moves: the sense is trained before, the space is laid out before.
LayersGenerator rendering_only(const ModelInfo &info) {
  LayersGenerator generator(info);
  for (auto &parameter : generator->named_parameters())
    if (is_of_emotions(parameter.key()) || parameter.key().rfind("sense.", 0) == 0)
      parameter.value().requires_grad_(false);
  return generator;
}

/// 1 at a place of the aligned picture, falling off around it.
torch::Tensor blob(int size, double x, double y, double radius_x, double radius_y, double power) {
  const auto at = (torch::arange(size) + 0.5) / size;
  const auto across = (at.view({1, 1, 1, -1}) - x) / radius_x, down = (at.view({1, 1, -1, 1}) - y) / radius_y;
  return (-(across.abs().pow(power) + down.abs().pow(power))).exp();
}

/// Nearly the absolute value, smooth at 0 (Charbonnier).
torch::Tensor robust(const torch::Tensor &difference) {
  return (difference.square() + 0.01).sqrt();
}

torch::Tensor cross_entropy(const torch::Tensor &share, const torch::Tensor &wanted) {
  return F::binary_cross_entropy(share.clamp(1e-4, 1 - 1e-4), wanted.clamp(0, 1),
                                 F::BinaryCrossEntropyFuncOptions().reduction(torch::kNone));
}

torch::Tensor steps_across(const torch::Tensor &x) {
  return x.slice(3, 1) - x.slice(3, 0, -1);
}

torch::Tensor steps_down(const torch::Tensor &x) {
  return x.slice(2, 1) - x.slice(2, 0, -1);
}

/// Of colours and of their steps from pixel to pixel.
torch::Tensor drawn_error(const torch::Tensor &paint, const torch::Tensor &wanted, const torch::Tensor &where) {
  const auto error = (paint - wanted) / 2;
  return (error.abs() * where).mean() + (steps_across(2 * error).abs() * where.slice(3, 1)).mean() +
         (steps_down(2 * error).abs() * where.slice(2, 1)).mean();
}

Layers slice(const Layers &layers, std::int64_t begin, std::int64_t end) {
  const auto part = [&](const torch::Tensor &x) { return x.slice(0, begin, end); };
  return {part(layers.upper), part(layers.lower), part(layers.gain),
          part(layers.matte), part(layers.paint), part(layers.own)};
}

AlignedBatch joined(const AlignedBatch &a, const AlignedBatch &b) {
  return {torch::cat({a.pictures, b.pictures}), torch::cat({a.landmarks, b.landmarks}), torch::cat({a.maps, b.maps})};
}

} // namespace

RigStep::RigStep(const RigOptions &options, const ModelInfo &info, const torch::Tensor &counts, torch::Device device,
                 RandomSource &random, Shard shard, LayersGenerator larger)
    : options_(options), device_(device), random_(random, shard),
      // The aligned face: eyes at 0.34 of the height, 0.3 apart; the mouth one such distance below.
      face_(blob(options.image_size, 0.5, 0.5, 0.34, 0.38, 4).to(device) + 0.05),
      mouth_(blob(options.image_size, 0.5, 0.66, 0.195, 0.145, 2).to(device)), generator_(rendering_only(info)),
      ema_(info), larger_(std::move(larger)), discriminators_(make_discriminators(options, info)),
      emotions_(options_, counts, static_cast<std::int64_t>(info.units.size()), device),
      generator_optimizer_(groups_of(*generator_, options.maps_lr),
                           torch::optim::AdamOptions(options.g_lr).betas({0.9, 0.99}), options.run.precision, 1),
      discriminator_optimizer_(parameters_of(discriminators_, emotions_.learns()),
                               torch::optim::AdamOptions(options.d_lr).betas({0.5, 0.99}), options.run.precision) {
  ganmut::place(*generator_, device, options.run.channels_last);
  ganmut::place(*ema_, device, options.run.channels_last);
  if (larger_)
    ganmut::place(*larger_, device, options.run.channels_last);
  for (auto &discriminator : discriminators_)
    ganmut::place(*discriminator, device, options.run.channels_last);
}

void RigStep::start() {
  load_state(*ema_, state_of(*generator_));
  emotions_.begin(*generator_);
}

void RigStep::add_lesson_terms(WeightedLosses &losses, const LessonBatch &lessons, const Layers &layers,
                               const Placed &placed) const {
  const auto taught = ganmut::place(lessons.faces.maps, lessons.upper, lessons.lower);
  const auto &upper = taught.upper;
  losses.add("G/flow",
             (robust(layers.upper - lessons.upper) * (face_ * (0.3 + 0.7 * upper) + 3 * mouth_ * upper) +
              robust(layers.lower - lessons.lower) * (face_ * (1 - 0.7 * upper) + 3 * mouth_ * (1 - upper)))
                 .mean(),
             options_.lambda_flow);
  const auto matte = matte_share(placed.hole, layers.matte);
  losses.add("G/matte", (cross_entropy(matte, taught.hole) * (face_ + 4 * mouth_)).mean(), options_.lambda_matte);
  losses.add("G/gain", ((layers.gain - lessons.gain).abs() * face_).mean(), options_.lambda_gain);
  const auto moved = fetch(lessons.faces.pictures, placed.source) - fetch(lessons.faces.pictures, taught.source);
  losses.add("G/moved", (moved.abs() / 2 * (1 - taught.hole) * (face_ + 3 * mouth_)).mean(), options_.lambda_moved);
  losses.add("G/mouth", drawn_error(layers.paint, lessons.mouth, lessons.hole), options_.lambda_mouth);
}

void RigStep::add_photograph_terms(WeightedLosses &losses, const ReconstructionBatch &batch, const Layers &layers,
                                   const Placed &placed) const {
  const auto rebuilt = compose(batch.faces.pictures, layers, placed);
  losses.add("G/rec", ((rebuilt - batch.photographs).abs() / 2 * (face_ + 2 * mouth_) * batch.calmed).mean(),
             options_.lambda_rec);
  // Inside the photograph's own lips, without the matte: else paint and matte wait for each other.
  losses.add("G/paint", drawn_error(layers.paint, batch.photographs, batch.inside), options_.lambda_paint);
  const auto matte = matte_share(placed.hole, layers.matte);
  losses.add("G/inside", (cross_entropy(matte, batch.inside) * (face_ + 4 * mouth_) * batch.calmed).mean(),
             0.25 * options_.lambda_matte);
}

/// Knowledge distillation (Hinton et al. 2015) of what a larger model has learned.
void RigStep::add_larger_terms(WeightedLosses &losses, const AlignedBatch &faces, const ExpressionRequest &request,
                               const Layers &layers) {
  const auto wanted = [&] {
    const torch::NoGradGuard no_grad;
    return larger_->forward(faces, request);
  }();
  const auto placed = ganmut::place(faces.maps, wanted.upper, wanted.lower);
  const auto matte = matte_share(placed.hole, wanted.matte);
  const auto around = face_ + 3 * mouth_;
  losses.add("G/larger_flow",
             ((robust(layers.upper - wanted.upper) + robust(layers.lower - wanted.lower)) / 2 * around).mean(),
             options_.lambda_flow);
  losses.add("G/larger_gain", ((layers.gain - wanted.gain).abs() * face_).mean(), options_.lambda_gain);
  losses.add("G/larger_matte", (cross_entropy(matte_share(placed.hole, layers.matte), matte) * around).mean(),
             options_.lambda_matte);
  losses.add("G/larger_paint", drawn_error(layers.paint, wanted.paint, matte), options_.lambda_paint);
}

torch::Tensor RigStep::adversarial_loss(const torch::Tensor &fakes, const torch::Tensor &shown) {
  const auto augmented = diff_augment(fakes, random_);
  auto loss = torch::zeros({}, device_);
  for (std::size_t i = 0; i < judges.size(); ++i)
    loss = loss + judges[i].weight * F::softplus(-discriminators_[i](augmented, shown).realness).mean();
  return loss;
}

/// What discriminators say of the emotions, seen through all that the generator does.
WeightedLosses RigStep::emotion_losses(const LessonBatch &lessons, const Layers &layers, const Placed &placed) {
  const auto edited = diff_augment(compose(lessons.faces.pictures, layers, placed), random_);
  std::vector<Judgement> judged;
  for (auto &discriminator : discriminators_)
    judged.push_back(discriminator(edited, lessons.shown));
  return emotions_.edited_losses(judged, lessons);
}

/// The coordinates at which the discriminators see photographs, [N, 2].
torch::Tensor RigStep::seen_at(const RealBatch &reals) {
  const torch::NoGradGuard no_grad;
  auto sum = torch::zeros({}, device_);
  for (auto &discriminator : discriminators_)
    sum = sum + discriminator(reals.pictures, reals.shown).codes;
  return sum / static_cast<double>(discriminators_.size());
}

double RigStep::train_discriminators(const torch::Tensor &fakes, const LessonBatch &lessons, const RealBatch &reals,
                                     bool penalize) {
  constexpr double wrong_weight = 0.25;
  auto real_pictures = diff_augment(reals.pictures, random_);
  const auto fake_pictures = diff_augment(fakes, random_);
  if (penalize)
    real_pictures = real_pictures.detach().requires_grad_();
  auto loss = torch::zeros({}, device_);
  for (auto &discriminator : discriminators_) {
    const auto real = [&] {
      const Autocast autocast(penalize ? of_penalties(options_.run.precision) : options_.run.precision, device_);
      return discriminator(real_pictures, reals.shown);
    }();
    const auto fake = discriminator(fake_pictures, lessons.shown);
    // The last is a photograph that does not show what is asked for.
    loss = loss + F::softplus(-real.realness).mean() + F::softplus(fake.realness).mean() +
           wrong_weight * F::softplus(discriminator(real_pictures.detach(), lessons.shown).realness).mean();
    if (emotions_.learns())
      loss = loss + emotions_.heads_loss(real, reals, fake, lessons);
    if (penalize) {
      const auto slope = torch::autograd::grad({real.realness.sum()}, {real_pictures}, {}, true, true)[0];
      loss = loss + options_.lambda_r1 * slope.square().sum({1, 2, 3}).mean();
    }
  }
  discriminator_optimizer_.step(loss);
  return loss.item<double>();
}

Losses RigStep::train(const LessonBatch &lessons, const ReconstructionBatch &reconstructions, const RealBatch &reals,
                      std::int64_t done) {
  const Autocast autocast(options_.run.precision, device_);
  const auto faces = joined(lessons.faces, reconstructions.faces);
  const ExpressionRequest request{torch::cat({lessons.request.adds, reconstructions.request.adds}),
                                  torch::cat({lessons.request.keep, reconstructions.request.keep})};
  const bool judged = done >= options_.adversarial_from;
  const bool emotions_turn =
      emotions_.learns() && judged && done >= options_.emotions_from && (done + 1) % emotions_interval == 0;
  if (emotions_turn)
    request.adds.requires_grad_();
  const auto all = generator_(faces, request);
  const auto n = lessons.shown.size(0);
  const auto taught = slice(all, 0, n), rebuilt = slice(all, n, faces.pictures.size(0));
  const auto placed = ganmut::place(lessons.faces.maps, taught.upper, taught.lower);

  WeightedLosses losses;
  add_lesson_terms(losses, lessons, taught, placed);
  if (reconstructions.inside.size(0) > 0)
    add_photograph_terms(losses, reconstructions, rebuilt,
                         ganmut::place(reconstructions.faces.maps, rebuilt.upper, rebuilt.lower));
  if (larger_)
    add_larger_terms(losses, faces, request, all);
  WeightedLosses of_emotions;
  torch::Tensor slope, fakes;
  if (emotions_turn) {
    of_emotions = emotion_losses(lessons, taught, placed);
    slope = torch::autograd::grad({of_emotions.total()}, {request.adds}, {}, true)[0].slice(0, 0, n);
  }
  if (judged) {
    // Discriminators must move neither flow nor light: else "sad" grows a dark beard.
    auto painted = taught;
    painted.gain = taught.gain.detach();
    auto standing = placed;
    standing.source = placed.source.detach();
    standing.hole = placed.hole.detach();
    fakes = compose(lessons.faces.pictures, painted, standing);
    losses.add("G/adv", adversarial_loss(fakes, lessons.shown), options_.lambda_adv);
  }
  generator_optimizer_.step(losses.total());
  // A young average would keep the start for long.
  update_ema(*ema_, *generator_,
             std::min(options_.ema, static_cast<double>(done + 1) / static_cast<double>(done + 21)));
  auto values = losses.values();
  if (judged)
    values.emplace_back("D/loss", train_discriminators(fakes.detach(), lessons, reals, done % r1_interval == 0));
  if (emotions_turn) {
    emotions_.train(slope, lessons, seen_at(reals), reals);
    emotions_.put_into(*generator_);
    emotions_.put_into(*ema_);
    const auto more = of_emotions.values();
    values.insert(values.end(), more.begin(), more.end());
  }
  return values;
}

void RigStep::set_learning_rates(double generator, double discriminator) {
  generator_optimizer_.set_learning_rate(generator);
  emotions_.set_learning_rate(generator);
  discriminator_optimizer_.set_learning_rate(discriminator);
}

void RigStep::set_gradient_exchange(const GradientExchange &exchange) {
  generator_optimizer_.set_gradient_exchange(exchange);
  emotions_.set_gradient_exchange(exchange);
  discriminator_optimizer_.set_gradient_exchange(exchange);
}

namespace {

std::string name_of_discriminator(std::size_t i) {
  return "discriminator" + std::to_string(i);
}

} // namespace

void RigStep::save(RunState &state) const {
  state.put("generator", *generator_);
  state.put("averaged", *ema_);
  for (std::size_t i = 0; i < discriminators_.size(); ++i)
    state.put(name_of_discriminator(i), *discriminators_[i]);
  emotions_.save(state);
  generator_optimizer_.save(state, "generator_adam");
  discriminator_optimizer_.save(state, "discriminator_adam");
}

void RigStep::load(const RunState &state) {
  state.get("generator", *generator_);
  state.get("averaged", *ema_);
  for (std::size_t i = 0; i < discriminators_.size(); ++i)
    state.get(name_of_discriminator(i), *discriminators_[i]);
  emotions_.load(state);
  generator_optimizer_.load(state, "generator_adam");
  discriminator_optimizer_.load(state, "discriminator_adam");
}

} // namespace ganmut
