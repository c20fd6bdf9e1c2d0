#include "trainer/recipes/warp/expression_shifts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <fmt/format.h>
#include <ganmut/error.h>

#include "trainer/augment/batch_augment.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

/// Softmax regression of `labels` on `features`, rare classes weighted up; returns the posteriors of `unseen`.
torch::Tensor fit_and_judge(const torch::Tensor &features, const torch::Tensor &labels, const torch::Tensor &unseen,
                            std::int64_t classes) {
  torch::nn::Linear model(features.size(1), classes);
  torch::nn::init::zeros_(model->weight);
  torch::nn::init::zeros_(model->bias);
  const auto counts = torch::bincount(labels, {}, classes).to(torch::kFloat).clamp_min(1);
  const auto weights = (counts.mean() / counts).sqrt();
  torch::optim::Adam adam(model->parameters(), torch::optim::AdamOptions(0.02).weight_decay(1e-3));
  for (int i = 0; i < 300; ++i) {
    adam.zero_grad();
    F::cross_entropy(model(features), labels, F::CrossEntropyFuncOptions().weight(weights)).backward();
    adam.step();
  }
  torch::NoGradGuard no_grad;
  return model(unseen).softmax(1);
}

torch::Tensor class_mean(const torch::Tensor &landmarks, const torch::Tensor &weights) {
  const auto mean = (landmarks * weights.view({-1, 1, 1})).sum(0) / weights.sum().clamp_min(1e-6);
  const auto flipped = mean.index_select(0, mirrored_points()) * torch::tensor({-1.F, 1.F});
  return 0.5 * (mean + flipped);
}

/// Rows of the 68 iBUG points.
struct Region {
  std::string_view name;
  std::int64_t begin, end;
};

constexpr std::array<Region, 5> regions = {
    {{"jaw", 0, 17}, {"brows", 17, 27}, {"nose", 27, 36}, {"eyes", 36, 48}, {"mouth", 48, 68}}};

[[noreturn]] void misunderstood(std::string_view factor) {
  throw Error(ErrorKind::BadArgument,
              fmt::format("--shift_factors: '{}' cannot be understood; write EMOTION:FACTOR or EMOTION:REGION:FACTOR, "
                          "the region being jaw, brows, nose, eyes or mouth, the factor a number from 0 to 10.",
                          factor));
}

/// [classes, 68, 1]; see the constructor.
torch::Tensor factors_of(const std::vector<std::string> &factors, const std::vector<std::string> &emotions) {
  auto table = torch::ones({static_cast<std::int64_t>(emotions.size()), 68, 1});
  for (const std::string_view text : factors) {
    const auto first = text.find(':'), last = text.rfind(':');
    if (first == std::string_view::npos)
      misunderstood(text);
    Region region{"", 0, 68};
    if (first != last) {
      const auto name = text.substr(first + 1, last - first - 1);
      const auto *const found =
          std::find_if(regions.begin(), regions.end(), [&](const auto &each) { return each.name == name; });
      if (found == regions.end())
        misunderstood(text);
      region = *found;
    }
    float factor = 0;
    const auto *const end = text.data() + text.size();
    if (const auto [stop, failure] = std::from_chars(text.data() + last + 1, end, factor);
        failure != std::errc() || stop != end || !(factor >= 0 && factor <= 10))
      misunderstood(text);
    for (std::size_t k = 0; k < emotions.size(); ++k)
      if (text.substr(0, first) == "*" || text.substr(0, first) == emotions[k])
        table[static_cast<std::int64_t>(k)].slice(0, region.begin, region.end).fill_(factor);
  }
  return table;
}

} // namespace

ExpressionShifts::ExpressionShifts(const AlignedFaces &faces, const std::vector<std::string> &emotions,
                                   const std::vector<std::string> &factors)
    : labels_(faces.labels), factors_(factors_of(factors, emotions)) {
  const auto classes = static_cast<std::int64_t>(emotions.size());
  for (std::int64_t k = 0; k < classes; ++k)
    if (!(labels_ == k).any().item<bool>())
      throw Error(ErrorKind::BadArgument, "There is no face of '" + emotions[static_cast<std::size_t>(k)] +
                                              "' to train on; leave it out of --emotions, or hold fewer faces out.");
  const auto flat = faces.landmarks.flatten(1);
  const auto features = (flat - flat.mean(0)) / flat.std(0).clamp_min(1e-4);
  const auto part = torch::arange(faces.size()) % 5;
  posterior_ = torch::empty({faces.size(), classes});
  for (int held_out = 0; held_out < 5; ++held_out) {
    const auto rows = (part == held_out).nonzero().flatten(), others = (part != held_out).nonzero().flatten();
    posterior_.index_copy_(0, rows,
                           fit_and_judge(features.index_select(0, others), labels_.index_select(0, others),
                                         features.index_select(0, rows), classes));
  }
  std::vector<torch::Tensor> means;
  const auto own = posterior_.gather(1, labels_.unsqueeze(1)).squeeze(1);
  for (std::int64_t k = 0; k < classes; ++k)
    means.push_back(class_mean(faces.landmarks, own * (labels_ == k)));
  shifts_ = torch::stack(means) - means[0];
}

torch::Tensor ExpressionShifts::believable(double keep) const {
  const auto own = posterior_.gather(1, labels_.unsqueeze(1)).squeeze(1);
  std::vector<torch::Tensor> kept;
  for (std::int64_t k = 0; k < posterior_.size(1); ++k) {
    const auto rows = (labels_ == k).nonzero().flatten();
    const auto order = own.index_select(0, rows).argsort(0, /*descending=*/true);
    const auto count = static_cast<std::int64_t>(std::ceil(keep * static_cast<double>(rows.size(0))));
    kept.push_back(rows.index_select(0, order.slice(0, 0, count)));
  }
  return torch::cat(kept);
}

torch::Tensor ExpressionShifts::targets(const torch::Tensor &rows, const torch::Tensor &landmarks,
                                        const torch::Tensor &shares) const {
  const auto classes = shifts_.size(0);
  const auto present = shown(rows).matmul(shifts_.view({classes, -1})).view({-1, 68, 2});
  const auto wanted = shares.matmul((factors_ * shifts_).view({classes, -1})).view({-1, 68, 2});
  return landmarks - present + wanted;
}

} // namespace ganmut
