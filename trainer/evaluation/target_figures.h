#pragma once

#include <string>
#include <vector>

#include "trainer/evaluation/judged_edits.h"
#include "trainer/evaluation/report.h"

namespace ganmut {

/// Judged edits of one kind, by a model or by a paint.
struct NamedEdits {
  std::string name;
  std::vector<JudgedEdit> edits;
};

/// Real faces as the classifier sees them.
struct RealEmbeddings {
  torch::Tensor embeddings; ///< [N, embedding_size]
  torch::Tensor labels;     ///< [N] int64
};

/// Rates, means and Fréchet distances of the model's `edits` for each of the `classes` targets; of the `paints` the one
/// that scores best there. The reconstruction is left at 0.
std::vector<TargetFigures> target_figures(const std::vector<JudgedEdit> &edits, const std::vector<NamedEdits> &paints,
                                          const RealEmbeddings &real, int classes);

/// Fréchet distance of all edited faces to the real ones, which are weighed so that each emotion has the share that it
/// has among the edits.
double distance_of_all(const std::vector<JudgedEdit> &edits, const RealEmbeddings &real, int classes);

/// Fréchet distance of two sets of real faces, every emotion weighing the same.
double distance_of_real(const RealEmbeddings &a, const RealEmbeddings &b, int classes);

/// Targets against what the classifier says of the edits.
Confusion confusion_of(const std::vector<JudgedEdit> &edits, int classes);

/// Labels [N] against the classifier's `probabilities` [N, classes].
Confusion confusion_of(const torch::Tensor &labels, const torch::Tensor &probabilities);

} // namespace ganmut
