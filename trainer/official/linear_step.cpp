#include "trainer/official/linear_step.h"

#include <cmath>

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

LinearStep::LinearStep(const OfficialOptions &options, torch::Device device, Draws &draws)
    : LinearStep(LinearGenerator(options.dimensions(), options.c_dim, options.g_conv_dim, options.g_repeat_num),
                 options, device, draws) {}

LinearStep::LinearStep(LinearGenerator generator, const OfficialOptions &options, torch::Device device, Draws &draws)
    : OfficialStep(generator.ptr(), options, device, draws), generator_(generator) {}

torch::Tensor LinearStep::named_codes(double strength) const {
  const auto labels = torch::arange(options_.c_dim, torch::TensorOptions(device_).dtype(torch::kLong));
  return generator_->codes_of(labels, torch::full({options_.c_dim}, strength, device_));
}

void LinearStep::begin() {
  const auto shuffled = draws_.permutation(batch_size()).to(device_);
  target_labels_ = batch_.labels.index_select(0, shuffled);
  const auto strengths = draws_.uniform({batch_size()}).to(device_) * (1 - weakest) + weakest;
  strengths_ = torch::where(target_labels_ == 0, weakest * (strengths - weakest) / (1 - weakest), strengths);
}

torch::Tensor LinearStep::draw_codes() {
  return draw_codes(target_labels_, strengths_);
}

/// Coordinates near the axes of `labels`, the first n_r_l of the batch anywhere.
torch::Tensor LinearStep::draw_codes(const torch::Tensor &labels, const torch::Tensor &strengths) {
  const auto n = labels.size(0), anywhere = std::int64_t(options_.n_r_l);
  const auto noise = draws_.normal({n, options_.dimensions()}).to(device_);
  const auto codes = generator_->codes_of(labels, strengths) + spread_of_codes * noise;
  if (n < anywhere)
    return codes;
  const auto directions = draw_directions(anywhere);
  return torch::cat({directions * strengths.slice(0, 0, anywhere).unsqueeze(1), codes.slice(0, anywhere)});
}

/// Unit vectors, [n, dimensions].
torch::Tensor LinearStep::draw_directions(std::int64_t n) {
  if (options_.dimensions() == 2) {
    const auto angles = draws_.uniform({n}).to(device_) * (2 * M_PI);
    return torch::stack({angles.cos(), angles.sin()}, 1);
  }
  // The official code draws from one octant of the sphere only.
  const auto vectors = options_.compat == Compat::None ? draws_.normal({n, 3}) : draws_.uniform({n, 3});
  return F::normalize(vectors.to(device_), F::NormalizeFuncOptions().dim(1));
}

std::pair<std::string, double> LinearStep::code_loss() const {
  return {"D/loss_info", options_.lambda_d_info};
}

void LinearStep::add_generator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) {
  // Rows with a random direction show no class that could be asked for.
  const bool official = options_.compat != Compat::None;
  const auto first = official ? official_first_row : batch_size() < options_.n_r_l ? 0 : std::int64_t(options_.n_r_l);
  if (official || first < batch_size())
    losses.add("G/loss_cls", F::cross_entropy(judged.classes.slice(0, first), target_labels_.slice(0, first)),
               options_.lambda_cls);

  const auto shown = (strengths_ > weakest).to(strengths_.scalar_type());
  const auto count = official ? shown.sum() : shown.sum().clamp_min(1); // official: 0/0 where all targets are neutral
  const auto wrong = (certainty(judged.classes) - strengths_) * shown;
  losses.add("G/loss_expr_strength", wrong.pow(2).sum() / count, options_.lambda_g_strength);
  losses.add("G/loss_info", F::mse_loss(judged.codes, codes), options_.lambda_g_info);
}

torch::Tensor LinearStep::codes_back(const Judgement &judged, const Judgement &real) {
  if (options_.cycle_loss == CycleLoss::Approximate)
    return draw_codes(batch_.labels, certainty(real.classes));
  // core/solver.py takes the coordinates of the edited picture, which lead nowhere back.
  return options_.compat == Compat::Core ? judged.codes : real.codes;
}

} // namespace ganmut
