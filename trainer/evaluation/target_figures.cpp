#include "trainer/evaluation/target_figures.h"

#include "trainer/evaluation/metrics.h"

namespace ganmut {

namespace {

std::vector<JudgedEdit> edits_to(int target, const std::vector<JudgedEdit> &edits) {
  std::vector<JudgedEdit> result;
  for (const auto &edit : edits)
    if (edit.target == target)
      result.push_back(edit);
  return result;
}

/// The mean of `figure` over `edits`; 0 of none.
template <typename Figure> double mean_of(const std::vector<JudgedEdit> &edits, const Figure &figure) {
  double sum = 0;
  for (const auto &edit : edits)
    sum += static_cast<double>(figure(edit)) / static_cast<double>(edits.size());
  return sum;
}

Normal normal_of_predictions(const std::vector<JudgedEdit> &edits, Prediction JudgedEdit::*look) {
  std::vector<torch::Tensor> rows;
  for (const auto &edit : edits)
    rows.push_back((edit.*look).embedding);
  return normal_of(torch::stack(rows));
}

/// `real` with class k weighing `shares`[k] in all.
Normal weighed_normal(const RealEmbeddings &real, const torch::Tensor &shares) {
  const auto counts = torch::bincount(real.labels, {}, shares.size(0)).clamp_min(1);
  return normal_of(real.embeddings, (shares / counts).index_select(0, real.labels));
}

void note_best_paint(TargetFigures &figures, const std::vector<NamedEdits> &paints, int target) {
  double best = -1;
  for (const auto &[name, all] : paints) {
    const auto edits = edits_to(target, all);
    const double score = mean_of(edits, [](const auto &edit) { return edit.succeeded(); });
    const double classifier = mean_of(edits, [](const auto &edit) { return edit.classifier_agrees(); });
    if (score + 1e-3 * classifier <= best)
      continue;
    best = score + 1e-3 * classifier; // of two that score the same the one that fools the classifier more
    figures.paint = name;
    figures.paint_score = score;
    figures.paint_classifier = classifier;
    figures.paint_landmarks = mean_of(edits, [](const auto &edit) { return edit.landmarks_agree(); });
  }
}

} // namespace

std::vector<TargetFigures> target_figures(const std::vector<JudgedEdit> &all, const std::vector<NamedEdits> &paints,
                                          const RealEmbeddings &real, int classes) {
  std::vector<TargetFigures> result;
  for (int target = 0; target < classes; ++target) {
    TargetFigures figures;
    if (const auto edits = edits_to(target, all); !edits.empty()) {
      figures.edits = static_cast<int>(edits.size());
      figures.classifier = mean_of(edits, [](const auto &edit) { return edit.classifier_agrees(); });
      figures.landmarks = mean_of(edits, [](const auto &edit) { return edit.landmarks_agree(); });
      figures.score = mean_of(edits, [](const auto &edit) { return edit.succeeded(); });
      figures.amount = mean_of(edits, [](const auto &edit) { return edit.amount; });
      figures.cosine = mean_of(edits, [](const auto &edit) { return edit.cosine; });
      figures.upper_ssim = mean_of(edits, [](const auto &edit) { return edit.upper_ssim; });
      const auto own = normal_of(real.embeddings.index_select(0, (real.labels == target).nonzero().flatten()));
      figures.distance = frechet_distance(normal_of_predictions(edits, &JudgedEdit::after), own);
      figures.distance_before = frechet_distance(normal_of_predictions(edits, &JudgedEdit::before), own);
    }
    note_best_paint(figures, paints, target);
    result.push_back(figures);
  }
  return result;
}

double distance_of_all(const std::vector<JudgedEdit> &edits, const RealEmbeddings &real, int classes) {
  auto shares = torch::zeros({classes}, torch::kDouble);
  for (const auto &edit : edits)
    shares[edit.target] += 1;
  return frechet_distance(normal_of_predictions(edits, &JudgedEdit::after), weighed_normal(real, shares));
}

double distance_of_real(const RealEmbeddings &a, const RealEmbeddings &b, int classes) {
  const auto even = torch::ones({classes}, torch::kDouble);
  return frechet_distance(weighed_normal(a, even), weighed_normal(b, even));
}

Confusion confusion_of(const std::vector<JudgedEdit> &edits, int classes) {
  Confusion counts(static_cast<std::size_t>(classes), std::vector<int>(static_cast<std::size_t>(classes), 0));
  for (const auto &edit : edits)
    ++counts[static_cast<std::size_t>(edit.target)][static_cast<std::size_t>(edit.after.judged())];
  return counts;
}

Confusion confusion_of(const torch::Tensor &labels, const torch::Tensor &probabilities) {
  const auto classes = static_cast<std::size_t>(probabilities.size(1));
  Confusion counts(classes, std::vector<int>(classes, 0));
  const auto judged = probabilities.argmax(1);
  for (std::int64_t i = 0; i < labels.size(0); ++i)
    ++counts[static_cast<std::size_t>(labels[i].item<std::int64_t>())]
            [static_cast<std::size_t>(judged[i].item<std::int64_t>())];
  return counts;
}

} // namespace ganmut
