#include "trainer/evaluation/linearity.h"

#include "trainer/evaluation/correlation.h"

namespace ganmut {

namespace {

/// The mean of `lists`, entry by entry, and of their correlations with `parts`.
GrowthCurve mean_curve(const std::vector<std::vector<double>> &lists, const std::vector<double> &parts) {
  GrowthCurve curve;
  curve.mean.assign(parts.size(), 0);
  for (const auto &list : lists) {
    const auto count = static_cast<double>(lists.size());
    for (std::size_t i = 0; i < parts.size(); ++i)
      curve.mean[i] += list[i] / count;
    curve.spearman += spearman(parts, list) / count;
    curve.pearson += pearson(parts, list) / count;
  }
  return curve;
}

} // namespace

std::vector<Growth> measure_growth(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                   Examiner &examiner, JudgedModel &model) {
  const auto &parts = growth_parts();
  std::vector<Growth> growths;
  for (int target = 1; target < classes; ++target) {
    std::vector<std::vector<double>> certainties, amounts;
    for (const auto &[file, face] : subjects) {
      if (file.label == target)
        continue;
      const auto photo = read_photo(file);
      const auto before = examiner.look(photo, face).landmarks;
      certainties.emplace_back();
      amounts.emplace_back();
      for (const double part : parts) {
        auto edited = photo.clone();
        model.edit(edited, face, model.on_the_way(target, part));
        const auto look = examiner.look(edited, face);
        certainties.back().push_back(look.probabilities[target].item<double>());
        amounts.back().push_back(amount_of(look.landmarks - before, shifts.between(file.label, target)));
      }
    }
    growths.push_back(
        {target, static_cast<int>(amounts.size()), mean_curve(certainties, parts), mean_curve(amounts, parts)});
  }
  return growths;
}

} // namespace ganmut
