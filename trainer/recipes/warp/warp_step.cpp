#include "trainer/recipes/warp/warp_step.h"

#include "network/state.h"
#include "trainer/augment/batch_augment.h"
#include "trainer/device/device.h"
#include "trainer/losses/loss_terms.h"
#include "trainer/losses/weighted_losses.h"
#include "trainer/optim/ema.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

/// Discriminators learn a class of fewer faces by heart: then they are told the class less often.
constexpr double enough_faces = 600;

/// Steps between two gradient penalties (lazy regularization, Karras et al. 2020).
constexpr int r1_interval = 8;

constexpr std::array<RegionDiscriminatorImpl::Region, 3> regions = {{
    {0.0, 0.0, 1.0, 1.0},    // face
    {0.22, 0.5, 0.78, 0.94}, // mouth
    {0.1, 0.1, 0.9, 0.46},   // brows and eyes
}};

std::vector<RegionDiscriminator> make_discriminators(const WarpOptions &options, const ModelInfo &info) {
  const auto count = options.local_discriminators ? regions.size() : 1;
  std::vector<RegionDiscriminator> all;
  for (std::size_t i = 0; i < count; ++i)
    all.emplace_back(regions[i], options.d_width, info.classes, info.classes, info.dimensions);
  return all;
}

std::vector<torch::Tensor> parameters_of(const std::vector<RegionDiscriminator> &modules) {
  std::vector<torch::Tensor> all;
  for (const auto &module : modules)
    for (const auto &parameter : module->parameters())
      all.push_back(parameter);
  return all;
}

torch::optim::AdamOptions adam(double rate) {
  return torch::optim::AdamOptions(rate).betas({0.5, 0.99});
}

torch::Tensor luma(const torch::Tensor &bgr) {
  return 0.114 * bgr.slice(1, 0, 1) + 0.587 * bgr.slice(1, 1, 2) + 0.299 * bgr.slice(1, 2, 3);
}

torch::Tensor unevenness(const torch::Tensor &flow) {
  return (flow.slice(2, 1) - flow.slice(2, 0, -1)).abs().mean() +
         (flow.slice(3, 1) - flow.slice(3, 0, -1)).abs().mean();
}

/// How much blue or green exceeds red: next to nothing on any face, whatever the light. [N, 1, S, S]
torch::Tensor coldness(const torch::Tensor &bgr) {
  return (bgr.slice(1, 0, 2) - bgr.slice(1, 2, 3)).clamp_min(0).sum(1, true);
}

/// What of the delta shading cannot explain: light and shadow scale a pixel and keep its hue, while a grey shadow on
/// skin turns it yellow. `unpainted` is the picture below the delta, in [-1, 1]. [N, 3, S, S]
torch::Tensor colour(const torch::Tensor &delta, const torch::Tensor &unpainted) {
  const auto below = ((unpainted.detach() + 1) / 2).clamp(0.05, 1);
  return delta - luma(delta) / luma(below) * below;
}

/// Zero where all axes are at right angles or further apart. `axes`: unit vectors [K, dimensions].
torch::Tensor crowding(const torch::Tensor &axes) {
  return (axes.matmul(axes.t()) - torch::eye(axes.size(0), axes.options())).clamp_min(0).square().sum();
}

} // namespace

FaceMaps::FaceMaps(int size, torch::Device device) {
  const auto at = (torch::arange(size) + 0.5) / size;
  const auto x = at.view({1, 1, 1, -1}), y = at.view({1, 1, -1, 1});
  const auto distance = [&](double cx, double cy, double rx, double ry) {
    return ((x - cx) / rx).square() + ((y - cy) / ry).square();
  };
  const auto blob = [&](double cx, double cy, double rx, double ry) { return (-0.5 * distance(cx, cy, rx, ry)).exp(); };
  // Teeth and the dark inside of a mouth must be painted; brows need folds; eyes and skin next to nothing, for the
  // flow moves them. Cheap paint beside the mouth becomes a moustache.
  const auto plateau = [&](double cx, double cy, double rx, double ry) {
    return ((1.2 - distance(cx, cy, rx, ry).sqrt()) / 0.3).clamp(0, 1);
  };
  const auto mouth = plateau(0.5, 0.68, 0.15, 0.11);
  const auto brows = blob(0.5, 0.25, 0.25, 0.07);
  off_face = ganmut::off_face(size, device);
  paint_cost = torch::minimum(5 - 4.98 * mouth, 5 - 4 * brows).to(device);
  colour_cost = (1 - 0.9 * mouth).to(device);
}

WarpStep::WarpStep(const WarpOptions &options, const ModelInfo &info, const ExpressionShifts &shifts,
                   const torch::Tensor &counts, torch::Device device, RandomSource &random, Shard shard)
    : options_(options), shifts_(shifts), device_(device), random_(random), shard_(shard), shard_random_(random, shard),
      maps_(options.image_size, device), classes_(info.classes),
      shown_class_((counts.to(torch::kFloat) / enough_faces).sqrt().clamp_max(1).to(device)), generator_(info),
      ema_(info), discriminators_(make_discriminators(options, info)),
      generator_optimizer_(generator_->parameters(), adam(options.g_lr), options.run.precision),
      discriminator_optimizer_(parameters_of(discriminators_), adam(options.d_lr), options.run.precision) {
  place(*generator_, device, options.run.channels_last);
  place(*ema_, device, options.run.channels_last);
  for (auto &discriminator : discriminators_)
    place(*discriminator, device, options.run.channels_last);
  start_from(state_of(*generator_));
}

void WarpStep::start_from(const StateDict &generator) {
  load_state(*generator_, generator);
  load_state(*ema_, generator);
}

/// Random one-hot rows: kept with probability `chance` [N], zeros else. Pictures shown without their class teach
/// the projection that a weak expression is not a fault.
torch::Tensor WarpStep::asked_classes(const torch::Tensor &labels, const torch::Tensor &chance) {
  const auto odds = chance * shown_class_.index_select(0, labels);
  const auto kept = (to_device(shard_random_.uniform({odds.size(0)}), device_) < odds).to(torch::kFloat);
  return torch::one_hot(labels, classes_).to(torch::kFloat) * kept.unsqueeze(1);
}

double WarpStep::train_discriminators(const torch::Tensor &fakes, const TargetCodes &targets,
                                      const torch::Tensor &fake_asked, const FaceBatch &reals, bool penalize) {
  const auto labels = to_device(reals.labels, device_);
  const auto real_asked = asked_classes(labels, torch::full({labels.size(0)}, options_.shown_classes, device_));
  auto real_pictures = diff_augment(reals.pictures, shard_random_);
  const auto fake_pictures = diff_augment(fakes, shard_random_);
  if (penalize)
    real_pictures = real_pictures.detach().requires_grad_();
  auto loss = torch::zeros({}, device_);
  for (auto &discriminator : discriminators_) {
    const auto real = [&] {
      const Autocast autocast(penalize ? of_penalties(options_.run.precision) : options_.run.precision, device_);
      return discriminator(real_pictures, real_asked);
    }();
    const auto fake = discriminator(fake_pictures, fake_asked);
    loss = loss + F::softplus(-real.realness).mean() + F::softplus(fake.realness).mean() +
           F::cross_entropy(real.classes, labels) + F::mse_loss(fake.codes, targets.codes.detach());
    if (penalize) {
      const auto score = real.realness.mean({1, 2, 3}).sum();
      const auto slope = torch::autograd::grad({score}, {real_pictures}, {}, true, true)[0];
      loss = loss + 0.5 * options_.lambda_r1 * r1_interval * slope.square().sum({1, 2, 3}).mean();
    }
  }
  discriminator_optimizer_.step(loss);
  return loss.item<double>();
}

torch::Tensor WarpStep::landmark_loss(const FaceBatch &sources, const torch::Tensor &shares,
                                      const torch::Tensor &flow) const {
  // The flow says where to fetch from: at a point's new place it must lead back to the old one.
  const auto places = shifts_.targets(sources.rows, sources.landmarks, shares);
  const auto wanted = to_device((sources.landmarks - places).permute({0, 2, 1}).unsqueeze(2), device_);
  const auto found = F::grid_sample(flow, to_device(places.unsqueeze(1), device_),
                                    F::GridSampleFuncOptions().padding_mode(torch::kBorder).align_corners(false));
  return (found - wanted).abs().mean();
}

Losses WarpStep::train(const FaceBatch &sources, const FaceBatch &reals, std::int64_t done) {
  const bool generators_turn = done >= options_.d_first && (done + 1) % options_.n_critic == 0;
  const Autocast autocast(options_.run.precision, device_);
  const torch::AutoGradMode grad_mode(generators_turn);
  const auto whole = draw_targets(sources.pictures.size(0) * shard_.world, generator_->unit_axes().cpu(), random_);
  const auto targets = whole.own(shard_, device_);
  const auto result = generator_->render(sources.pictures, targets.codes);
  const auto chance =
      torch::where(targets.labels == 0, torch::full_like(targets.strength, options_.shown_classes), targets.strength);
  const auto asked = asked_classes(targets.labels, chance * targets.named.to(torch::kFloat));

  Losses losses;
  {
    const torch::AutoGradMode learn(true);
    losses.emplace_back("D/loss",
                        train_discriminators(result.picture.detach(), targets, asked, reals, done % r1_interval == 0));
  }
  if (generators_turn) {
    const auto more = train_generator(sources, shard_.of(whole.shares), result, targets, asked);
    losses.insert(losses.end(), more.begin(), more.end());
  }
  return losses;
}

Losses WarpStep::train_generator(const FaceBatch &sources, const torch::Tensor &shares, const Generated &result,
                                 const TargetCodes &targets, const torch::Tensor &asked) {
  // What the discriminators know by heart is no guide: a rare class is painted less, its shape comes from landmarks.
  const auto belief = 1 - targets.shares.matmul(1 - shown_class_);
  const auto doubted = [&](const torch::Tensor &cost) { return (cost.mean({1, 2, 3}) / belief.square()).mean(); };
  const auto unpainted = result.picture - result.delta;
  const auto on_face = 1 - maps_.off_face;
  WeightedLosses losses;
  add_judged_terms(losses, result, targets, asked, belief);
  losses.add("G/landmarks", landmark_loss(sources, shares, result.flow), options_.lambda_landmarks);
  losses.add("G/paint", doubted(result.delta.abs() * maps_.paint_cost), options_.lambda_delta);
  losses.add("G/chroma", doubted(colour(result.delta, unpainted).abs() * maps_.colour_cost), options_.lambda_chroma);
  losses.add("G/smooth", unevenness(result.flow) * (options_.image_size / 2.), options_.lambda_smooth);
  losses.add("G/background", (result.flow.abs() * maps_.off_face).mean(), options_.lambda_background);
  losses.add("G/hue", ((coldness(result.picture) - coldness(unpainted)).clamp_min(0) * on_face).mean(),
             options_.lambda_hue);
  losses.add("G/spread", crowding(generator_->unit_axes()), options_.lambda_spread);
  add_keeping_terms(losses, sources, result, targets);
  generator_optimizer_.step(losses.total());
  update_ema(*ema_, *generator_, options_.ema);
  return losses.values();
}

/// What the discriminators say of the edits. `belief`: how much each is trusted, [N].
void WarpStep::add_judged_terms(WeightedLosses &losses, const Generated &result, const TargetCodes &targets,
                                const torch::Tensor &asked, const torch::Tensor &belief) {
  auto adversarial = torch::zeros({}, device_), cls = adversarial, code = adversarial, strength = adversarial;
  const auto shown = diff_augment(result.picture, shard_random_);
  const auto named = targets.named.to(torch::kFloat) * belief;
  const auto of_class = named * torch::where(targets.labels == 0, torch::ones_like(targets.strength), targets.strength);
  const auto of_strength = named * (targets.labels != 0);
  for (auto &discriminator : discriminators_) {
    const auto judged = discriminator(shown, asked);
    adversarial = adversarial + (F::softplus(-judged.realness).mean({1, 2, 3}) * belief).mean();
    const auto surprisal =
        F::cross_entropy(judged.classes, targets.labels, F::CrossEntropyFuncOptions().reduction(torch::kNone));
    cls = cls + (surprisal * of_class).mean();
    code = code + F::mse_loss(judged.codes, targets.codes);
    strength = strength + (((-surprisal).exp() - targets.strength).square() * of_strength).mean();
  }
  losses.add("G/adv", adversarial, options_.lambda_adv);
  losses.add("G/cls", cls, options_.lambda_cls);
  losses.add("G/code", code, options_.lambda_code);
  if (options_.lambda_strength > 0)
    losses.add("G/strength", strength, options_.lambda_strength);
}

/// What an edit shall leave alone. Each term costs another pass of the generator, so they look at every fourth face.
void WarpStep::add_keeping_terms(WeightedLosses &losses, const FaceBatch &sources, const Generated &result,
                                 const TargetCodes &targets) {
  const auto some = [](const torch::Tensor &all) { return all.slice(0, 0, all.size(0), 4); };
  const auto pictures = some(sources.pictures);
  // How far `faces`, rendered where the sources stand, are from the sources.
  const auto error_at_home = [&](const torch::Tensor &faces) {
    const auto shown = to_device(shifts_.shown(some(sources.rows)).slice(1, 1), device_);
    return (generator_->forward(faces, shown.matmul(generator_->unit_axes().detach())) - pictures).abs().mean();
  };
  if (options_.lambda_identity > 0)
    losses.add("G/identity", error_at_home(pictures), options_.lambda_identity);
  if (options_.lambda_rec > 0)
    losses.add("G/rec", error_at_home(some(result.picture)), options_.lambda_rec);
  if (options_.lambda_consistency > 0)
    losses.add("G/consistency",
               consistency_loss(*generator_, pictures, some(targets.codes), some(result.picture), shard_random_),
               options_.lambda_consistency);
}

void WarpStep::set_learning_rates(double generator, double discriminator) {
  generator_optimizer_.set_learning_rate(generator);
  discriminator_optimizer_.set_learning_rate(discriminator);
}

void WarpStep::set_gradient_exchange(const GradientExchange &exchange) {
  generator_optimizer_.set_gradient_exchange(exchange);
  discriminator_optimizer_.set_gradient_exchange(exchange);
}

namespace {

std::string name_of_discriminator(std::size_t i) {
  return "discriminator" + std::to_string(i);
}

} // namespace

void WarpStep::save(RunState &state) const {
  state.put("generator", *generator_);
  state.put("averaged", *ema_);
  for (std::size_t i = 0; i < discriminators_.size(); ++i)
    state.put(name_of_discriminator(i), *discriminators_[i]);
  generator_optimizer_.save(state, "generator_adam");
  discriminator_optimizer_.save(state, "discriminator_adam");
}

void WarpStep::load(const RunState &state) {
  state.get("generator", *generator_);
  state.get("averaged", *ema_);
  for (std::size_t i = 0; i < discriminators_.size(); ++i)
    state.get(name_of_discriminator(i), *discriminators_[i]);
  generator_optimizer_.load(state, "generator_adam");
  discriminator_optimizer_.load(state, "discriminator_adam");
}

} // namespace ganmut
