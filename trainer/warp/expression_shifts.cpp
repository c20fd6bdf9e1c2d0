#include "trainer/warp/expression_shifts.h"

#include <ganmut/error.h>

#include "trainer/augment/face_augment.h"

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

/// The mean of a noisy class is weaker than a clear case; these factors make the change readable.
torch::Tensor asked_amount(const std::vector<std::string> &emotions) {
  auto asked = torch::full({static_cast<std::int64_t>(emotions.size()), 68, 1}, 1.25F);
  for (std::size_t k = 0; k < emotions.size(); ++k) {
    const auto row = static_cast<std::int64_t>(k);
    if (emotions[k] == "surprise" || emotions[k] == "anger")
      asked[row].slice(0, 17, 27).fill_(2.2F);
    if (emotions[k] == "sad")
      asked[row].fill_(2.F);
  }
  return asked;
}

} // namespace

ExpressionShifts::ExpressionShifts(const AlignedFaces &faces, const std::vector<std::string> &emotions)
    : labels_(faces.labels), asked_(asked_amount(emotions)) {
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
  const auto wanted = shares.matmul((asked_ * shifts_).view({classes, -1})).view({-1, 68, 2});
  return landmarks - present + wanted;
}

} // namespace ganmut
