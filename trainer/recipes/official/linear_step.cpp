#include "trainer/recipes/official/linear_step.h"

#include <cmath>

#include "trainer/device/device.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

constexpr double weakest = 0.2; ///< strength below which a face counts as neutral
constexpr double spread_of_codes = 0.075;
constexpr std::int64_t official_first_row = 5; ///< core/solver.py: out_cls[5:], whatever n_r_l is

/// How sure the discriminator is of its class, [N].
torch::Tensor certainty(const torch::Tensor &logits) {
  return std::get<0>(logits.softmax(1).max(1));
}

} // namespace

LinearStep::LinearStep(const OfficialOptions &options, torch::Device device, RandomSource &random, Shard shard)
    : LinearStep(LinearGenerator(options.dimensions(), options.c_dim, options.g_conv_dim, options.g_repeat_num,
                                 TrunkKind{options.network.conditioning, options.network.output}),
                 options, device, random, shard) {}

LinearStep::LinearStep(LinearGenerator generator, const OfficialOptions &options, torch::Device device,
                       RandomSource &random, Shard shard)
    : OfficialStep(generator.ptr(), options, device, random, shard), generator_(generator) {}

torch::Tensor LinearStep::named_codes(double strength) const {
  const auto labels = torch::arange(options_.c_dim, torch::TensorOptions(device_).dtype(torch::kLong));
  return generator_->codes_of(labels, torch::full({options_.c_dim}, strength, device_));
}

void LinearStep::begin() {
  const auto shuffled = to_device(random_.permutation(batch_size()), device_);
  target_labels_ = batch_.labels.index_select(0, shuffled);
  const auto strengths = to_device(random_.uniform({batch_size()}), device_) * (1 - weakest) + weakest;
  strengths_ = torch::where(target_labels_ == 0, weakest * (strengths - weakest) / (1 - weakest), strengths);
}

torch::Tensor LinearStep::draw_codes() {
  return draw_codes(shard_.of(target_labels_), shard_.of(strengths_));
}

/// Coordinates near the axes of the own `labels`; the first n_r_l of the whole batch lie anywhere.
torch::Tensor LinearStep::draw_codes(const torch::Tensor &labels, const torch::Tensor &strengths) {
  const auto noise = to_device(shard_.of(random_.normal({batch_size(), options_.dimensions()})), device_);
  const auto codes = generator_->codes_of(labels, strengths) + spread_of_codes * noise;
  if (batch_size() < options_.n_r_l)
    return codes;
  const auto directions = shard_.of(draw_directions(options_.n_r_l), batch_size());
  const auto anywhere = directions.size(0);
  return torch::cat({directions * strengths.slice(0, 0, anywhere).unsqueeze(1), codes.slice(0, anywhere)});
}

/// Unit vectors, [n, dimensions].
torch::Tensor LinearStep::draw_directions(std::int64_t n) {
  if (options_.dimensions() == 2) {
    const auto angles = to_device(random_.uniform({n}), device_) * (2 * M_PI);
    return torch::stack({angles.cos(), angles.sin()}, 1);
  }
  // The official code draws from one octant of the sphere only.
  const auto vectors = is_official() ? random_.uniform({n, 3}) : random_.normal({n, 3});
  return F::normalize(to_device(vectors, device_), F::NormalizeFuncOptions().dim(1));
}

void LinearStep::add_discriminator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) {
  losses.add("D/loss_info", F::mse_loss(judged.codes, codes), options_.lambda_d_info);
  if (!is_official() && options_.lambda_d_strength > 0) // the official code reads this weight and forgets it
    losses.add("D/loss_expr_strength", strength_loss(judged), options_.lambda_d_strength);
}

void LinearStep::add_generator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) {
  add_class_term(losses, judged);
  losses.add("G/loss_expr_strength", strength_loss(judged), options_.lambda_g_strength);
  losses.add("G/loss_info", F::mse_loss(judged.codes, codes), options_.lambda_g_info);
}

/// Rows with a random direction show no class that could be asked for.
void LinearStep::add_class_term(WeightedLosses &losses, const Judgement &judged) const {
  const auto anywhere = batch_size() < options_.n_r_l ? 0 : std::int64_t(options_.n_r_l);
  const auto first = is_official() ? official_first_row : anywhere;
  if (!is_official() && first >= batch_size())
    return;
  const auto own_first = std::max<std::int64_t>(0, first - shard_.begin(batch_size()));
  const auto sum = F::cross_entropy(judged.classes.slice(0, own_first), shard_.of(target_labels_).slice(0, own_first),
                                    F::CrossEntropyFuncOptions().reduction(torch::kSum));
  // Of nothing, the official code takes the mean 0/0.
  losses.add("G/loss_cls", shard_.of_mean(sum, std::max<std::int64_t>(0, batch_size() - first)), options_.lambda_cls);
}

/// How far the discriminator's certainty is from the strength asked for, squared, mean over targets not neutral.
torch::Tensor LinearStep::strength_loss(const Judgement &judged) const {
  const auto shown = (strengths_ > weakest).to(strengths_.scalar_type());
  const auto wrong = (certainty(judged.classes) - shard_.of(strengths_)) * shard_.of(shown);
  const auto count = shown.sum(); // official: 0/0 where all targets are neutral
  return shard_.of_mean(wrong.pow(2).sum(), is_official() ? count : count.clamp_min(1));
}

torch::Tensor LinearStep::codes_back(const Judgement &judged, const Judgement &real) {
  if (options_.cycle_loss == CycleLoss::Approximate)
    return draw_codes(shard_.of(batch_.labels), certainty(real.classes));
  // core/solver.py takes the coordinates of the edited picture, which lead nowhere back.
  return options_.compat == Compat::Core ? judged.codes : real.codes;
}

} // namespace ganmut
