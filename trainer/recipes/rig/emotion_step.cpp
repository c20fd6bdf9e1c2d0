#include "trainer/recipes/rig/emotion_step.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "trainer/recipes/rig/emotion_layout.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

constexpr double enough_faces = 600;
constexpr double most_weight = 4; ///< of a rare class, times that of the most frequent one
constexpr double rows_rate = 2;   ///< times the generator's: they move every few iterations only
constexpr double angles_rate = 5; ///< the same; radians

bool any_to_learn(const RigOptions &options, const torch::Tensor &counts) {
  return (options.lambda_cls > 0 || options.lambda_code > 0) && (counts > 0).sum().item<std::int64_t>() >= 2;
}

torch::Tensor directions(const torch::Tensor &angles) {
  return torch::stack({angles.cos(), angles.sin()}, 1);
}

/// Moves neighbouring axes apart, half the way each, until none are nearer than 360 / (2 x classes) degrees.
torch::Tensor spread_apart(const torch::Tensor &angles) {
  constexpr int enough_rounds = 1000;
  constexpr double slack = 1e-6;
  const auto count = static_cast<std::size_t>(angles.numel());
  const auto on_cpu = angles.cpu().to(torch::kDouble).contiguous();
  std::vector<double> all(on_cpu.data_ptr<double>(), on_cpu.data_ptr<double>() + count);
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  const auto turn = 2 * M_PI;
  const auto on_circle = [&](double angle) { return angle - turn * std::floor(angle / turn); };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return on_circle(all[a]) < on_circle(all[b]); });
  const double least = M_PI / static_cast<double>(count + 1);
  bool crowded = count > 1;
  for (int round = 0; crowded && round < enough_rounds; ++round) {
    crowded = false;
    for (std::size_t i = 0; i < count; ++i) {
      auto &one = all[order[i]], &next = all[order[(i + 1) % count]];
      const double missing = least - on_circle(next - one);
      if (missing > slack) {
        one -= missing / 2;
        next += missing / 2;
        crowded = true;
      }
    }
  }
  return torch::tensor(all).to(angles.options().requires_grad(false));
}

} // namespace

EmotionStep::EmotionStep(const RigOptions &options, const torch::Tensor &counts, std::int64_t units,
                         torch::Device device)
    : options_(options), learns_(any_to_learn(options, counts)),
      belief_((counts / enough_faces).sqrt().clamp_max(1).to(device)),
      weights_((counts.max() / counts.clamp_min(1)).sqrt().clamp_max(most_weight).to(device)),
      rows_(torch::zeros({counts.size(0), units}, device).requires_grad_()),
      angles_(torch::zeros({counts.size(0) - 1}, device).requires_grad_()), first_rows_(torch::zeros_like(rows_)),
      first_angles_(torch::zeros_like(angles_)), movable_(torch::zeros_like(rows_)),
      optimizer_({{{rows_}, rows_rate}, {{angles_}, angles_rate}},
                 torch::optim::AdamOptions(options.g_lr).betas({0.9, 0.99}), Precision::Float32, 0) {}

void EmotionStep::begin(const LayersGeneratorImpl &generator) {
  const torch::NoGradGuard no_grad;
  rows_.copy_(generator.expressions);
  angles_.copy_(angles_of(generator));
  first_rows_.copy_(rows_);
  first_angles_.copy_(angles_);
  movable_.copy_((belief_ > 0).unsqueeze(1) * (generator.caps < uncapped));
  movable_[0] = 0;
}

/// Where `amounts` [N, classes] of the emotions lie, [N, 2].
torch::Tensor EmotionStep::coordinates(const torch::Tensor &amounts) const {
  return amounts.slice(1, 1).matmul(directions(angles_).detach());
}

torch::Tensor EmotionStep::heads_loss(const Judgement &real, const RealBatch &reals, const Judgement &edited,
                                      const LessonBatch &lessons) const {
  const auto n = static_cast<double>(reals.labels.size(0));
  const auto options =
      F::CrossEntropyFuncOptions().weight(weights_).ignore_index(RealBatch::unlabelled).reduction(torch::kSum);
  const auto named = (lessons.amounts > 0).any(1, true);
  const auto missed = (edited.codes - coordinates(lessons.amounts)) * named;
  return F::cross_entropy(real.classes, reals.labels, options) / n + missed.square().sum(1).mean();
}

WeightedLosses EmotionStep::edited_losses(const std::vector<Judgement> &edited, const LessonBatch &lessons) const {
  const auto [amount, label] = lessons.amounts.max(1);
  const auto alone = (lessons.amounts > 0).sum(1) == 1;
  const auto named = (lessons.amounts > 0).any(1);
  const auto believed = belief_.index_select(0, label);
  auto cls = torch::zeros({}, rows_.options().requires_grad(false)), code = cls;
  for (const auto &judged : edited) {
    const auto surprisal =
        F::cross_entropy(judged.classes, label, F::CrossEntropyFuncOptions().reduction(torch::kNone));
    cls = cls + (surprisal * amount.clamp_max(1) * believed * alone).mean();
    code = code + ((judged.codes - coordinates(lessons.amounts)).square().sum(1) * believed * named).mean();
  }
  WeightedLosses losses;
  losses.add("E/cls", cls, options_.lambda_cls);
  losses.add("E/code", code, options_.lambda_code);
  return losses;
}

void EmotionStep::train(const torch::Tensor &slope, const LessonBatch &lessons, const torch::Tensor &seen,
                        const RealBatch &reals) {
  const auto labels = reals.labels.clamp_min(0);
  const auto believed = belief_.index_select(0, labels) * weights_.index_select(0, labels) * (reals.labels > 0);
  const auto axes = directions(angles_).index_select(0, (labels - 1).clamp_min(0));
  const auto away = seen.norm(2, 1).clamp_max(1) - (axes * seen.clamp(-1, 1)).sum(1);
  const auto moved = (rows_ - first_rows_).square().sum() + (1 - (angles_ - first_angles_).cos()).sum();
  optimizer_.step((lessons.asked_of(rows_ * movable_) * slope).sum() + options_.lambda_code * (away * believed).mean() +
                  options_.lambda_prior * moved);
  const torch::NoGradGuard no_grad;
  angles_.copy_(spread_apart(angles_));
}

void EmotionStep::put_into(LayersGeneratorImpl &generator) const {
  const torch::NoGradGuard no_grad;
  generator.expressions.copy_(rows_);
  set_angles(generator, angles_);
}

void EmotionStep::set_learning_rate(double rate) {
  optimizer_.set_learning_rate(rate);
}

namespace {

constexpr const char *rows_name = "emotions/rows", *angles_name = "emotions/angles",
                     *first_rows_name = "emotions/first_rows", *first_angles_name = "emotions/first_angles",
                     *movable_name = "emotions/movable", *adam_name = "emotions_adam";

} // namespace

void EmotionStep::save(RunState &state) const {
  state.put(rows_name, rows_);
  state.put(angles_name, angles_);
  state.put(first_rows_name, first_rows_);
  state.put(first_angles_name, first_angles_);
  state.put(movable_name, movable_);
  optimizer_.save(state, adam_name);
}

void EmotionStep::load(const RunState &state) {
  const torch::NoGradGuard no_grad;
  rows_.copy_(state.tensor(rows_name));
  angles_.copy_(state.tensor(angles_name));
  first_rows_.copy_(state.tensor(first_rows_name));
  first_angles_.copy_(state.tensor(first_angles_name));
  movable_.copy_(state.tensor(movable_name));
  optimizer_.load(state, adam_name);
}

} // namespace ganmut
