#include "trainer/recipes/rig/emotion_layout.h"

#include <algorithm>
#include <cmath>

namespace ganmut {

namespace {

constexpr double radius = 0.7; ///< of the means of a gaussian space

/// The rows of `expressions` but the first in an order in which neighbours, and the last and the first, are as alike as
/// can be: nearest neighbours, then pieces are turned round while that shortens the way (2-opt).
std::vector<std::int64_t> round_trip(const torch::Tensor &expressions) {
  const auto distances = torch::cdist(expressions, expressions);
  const auto distance = [&](std::int64_t a, std::int64_t b) { return distances[a][b].item<double>(); };
  std::vector<std::int64_t> order;
  for (std::int64_t i = 1; i < expressions.size(0); ++i)
    order.push_back(i);
  for (std::size_t i = 0; i + 2 < order.size(); ++i)
    std::iter_swap(order.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                   std::min_element(order.begin() + static_cast<std::ptrdiff_t>(i) + 1, order.end(),
                                    [&](auto a, auto b) { return distance(order[i], a) < distance(order[i], b); }));
  const auto at = [&](std::size_t i) { return order[i % order.size()]; };
  for (bool shorter = order.size() > 3; shorter;) {
    shorter = false;
    for (std::size_t i = 0; i + 1 < order.size(); ++i)
      for (std::size_t j = i + 2; j < order.size(); ++j) {
        const auto before = distance(at(i), at(i + 1)) + distance(at(j), at(j + 1));
        const auto after = distance(at(i), at(j)) + distance(at(i + 1), at(j + 1));
        if (after < before - 1e-6) {
          std::reverse(order.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                       order.begin() + static_cast<std::ptrdiff_t>(j) + 1);
          shorter = true;
        }
      }
  }
  return order;
}

} // namespace

torch::Tensor expressions_of(const ExpressionTable &table, const std::vector<std::string> &names) {
  std::vector<torch::Tensor> rows;
  for (const auto &name : names)
    rows.push_back(torch::tensor(table.of(name).adds));
  return torch::stack(rows);
}

void lay_out_emotions(LayersGeneratorImpl &generator, const torch::Tensor &expressions) {
  const torch::NoGradGuard no_grad;
  generator.expressions.copy_(expressions);
  const auto order = round_trip(expressions);
  auto angles = torch::zeros(expressions.size(0) - 1);
  for (std::size_t i = 0; i < order.size(); ++i)
    angles[order[i] - 1] = 2 * M_PI * static_cast<double>(i) / static_cast<double>(order.size());
  constexpr double variance = 0.06; // a mean hardly touches its neighbours, 0.6 away of seven
  for (auto &parameter : generator.named_parameters()) {
    if (parameter.key() == "covariance_axes.weight")
      parameter.value().fill_(variance);
    else if (parameter.key() == "covariance_angles.weight")
      parameter.value().zero_();
  }
  set_angles(generator, angles);
}

torch::Tensor angles_of(const LayersGeneratorImpl &generator) {
  const auto weights = generator.named_parameters();
  const auto *axes = weights.find("axes.weight");
  const auto places = axes != nullptr ? axes->detach() : weights["mu.weight"].detach().tanh().slice(0, 1);
  return torch::atan2(places.select(1, 1), places.select(1, 0));
}

void set_angles(LayersGeneratorImpl &generator, const torch::Tensor &angles) {
  const torch::NoGradGuard no_grad;
  const auto axes = torch::stack({angles.cos(), angles.sin()}, 1);
  const auto neutral = torch::zeros_like(axes.slice(0, 0, 1));
  for (auto &parameter : generator.named_parameters()) {
    if (parameter.key() == "axes.weight")
      parameter.value().copy_(axes);
    else if (parameter.key() == "mu.weight")
      parameter.value().copy_(torch::atanh(radius * torch::cat({neutral, axes})));
  }
}

bool is_of_emotions(const std::string &weight) {
  constexpr std::string_view starts[] = {"expressions", "axes.", "mu.", "covariance_"};
  return std::any_of(std::begin(starts), std::end(starts),
                     [&](std::string_view start) { return weight.compare(0, start.size(), start) == 0; });
}

} // namespace ganmut
