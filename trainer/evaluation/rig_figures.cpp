#include "trainer/evaluation/rig_figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ganmut/error.h>

#include "checkpoint/conversion.h"
#include "checkpoint/model_file.h"
#include "trainer/evaluation/metrics.h"
#include "trainer/rig/calm.h"
#include "trainer/rig/rig_fit.h"

namespace ganmut {

namespace {

constexpr float most_of_a_unit = 1.3F; ///< as LayersGenerator::difference
constexpr float main_amount = 0.4F;    ///< what an emotion adds at least to its main units
constexpr double least_part = 0.25;    ///< of what was asked of the main units, to count as raised

/// What the model puts on a face.
struct Asked {
  explicit Asked(const Model &model)
      : adds(expressions_of(model.info(), ModelAccess::weights(model))),
        caps(floats_of(*find(ModelAccess::weights(model), "caps"))) {}

  /// The change that `emotion` asks of a face that shows `own`.
  Expression change(const Expression &own, std::size_t emotion) const {
    auto change = calmed(own, caps);
    for (std::size_t i = 0; i < change.size(); ++i)
      change[i] = std::clamp(change[i] + adds[emotion][i], 0.F, most_of_a_unit) - own[i];
    return change;
  }

  std::vector<Expression> adds;
  Expression caps;
};

double mean_of(const std::vector<double> &values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.) / static_cast<double>(values.size());
}

/// Degrees between two heads.
double turn_between(const cv::Matx33f &a, const cv::Matx33f &b) {
  const auto turn = a.t() * b;
  return std::acos(std::clamp((cv::trace(turn) - 1.) / 2, -1., 1.)) * 180 / M_PI;
}

double distance(const std::vector<float> &a, const std::vector<float> &b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += std::pow(a[i] - b[i], 2) / static_cast<double>(a.size());
  return std::sqrt(sum);
}

/// The mean over an emotion's main units of the part of the asked change that is found.
double found_part(const Expression &asked, const Expression &before, const Expression &after, const Expression &adds) {
  double wanted = 0, found = 0;
  for (std::size_t i = 0; i < adds.size(); ++i)
    if (adds[i] >= main_amount) {
      wanted += asked[i];
      found += after[i] - before[i];
    }
  return wanted > 0 ? found / wanted : 1; // the face shows it already
}

} // namespace

RigFigures measure_by_rig(const std::vector<Subject> &subjects, const FaceRig &rig, const Evaluator &evaluator,
                          JudgedModel &model) {
  const auto &info = model.model().info();
  if (info.units != rig.units)
    throw Error(ErrorKind::BadArgument,
                "The model '" + model.model().path() + "' was not taught by this rig: their units differ.");
  const Asked asked(model.model());
  const RigFitter fitter(rig);
  std::vector<double> wanted, found, errors, identities, turns;
  RigFigures figures;
  for (std::size_t emotion = 1; emotion < info.emotions.size(); ++emotion)
    figures.emotions.push_back({info.emotions[emotion], 0, 0});
  for (const auto &[file, face] : subjects) {
    const auto photo = read_photo(file);
    const auto before = fitter.fit(evaluator.landmarks(photo, face.box));
    for (std::size_t emotion = 1; emotion < info.emotions.size(); ++emotion) {
      auto edited = photo.clone();
      model.edit(edited, face, model.model().space().point(info.emotions[emotion]));
      const auto after = fitter.fit(evaluator.landmarks(edited, face.box));
      if (!std::isfinite(before.error) || !std::isfinite(after.error))
        continue;
      const auto change = asked.change(before.expression, emotion);
      for (std::size_t i = 0; i < change.size(); ++i) {
        wanted.push_back(change[i]);
        found.push_back(after.expression[i] - before.expression[i]);
        errors.push_back(std::abs(wanted.back() - found.back()));
      }
      const auto part = found_part(change, before.expression, after.expression, asked.adds[emotion]);
      auto &of_emotion = figures.emotions[emotion - 1];
      of_emotion.found += part / static_cast<double>(subjects.size());
      of_emotion.raised += (part > least_part ? 1. : 0.) / static_cast<double>(subjects.size());
      identities.push_back(distance(before.identity, after.identity));
      turns.push_back(turn_between(before.rotation, after.rotation));
    }
  }
  figures.faces = static_cast<int>(subjects.size());
  figures.correlation = pearson(wanted, found);
  figures.error = mean_of(errors);
  figures.identity = mean_of(identities);
  figures.turn = mean_of(turns);
  return figures;
}

} // namespace ganmut
