#include "trainer/evaluation/rig_figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ganmut/error.h>

#include <opencv2/imgproc.hpp>

#include "checkpoint/conversion.h"
#include "checkpoint/model_file.h"
#include "geometry/face_maps.h"
#include "network/layers_generator.h"
#include "trainer/evaluation/metrics.h"
#include "trainer/rig/calm.h"
#include "trainer/rig/rig_fit.h"
#include "trainer/rig/teacher.h"

namespace ganmut {

namespace {

constexpr float main_amount = 0.4F; ///< what an emotion adds at least to its main units
constexpr double least_part = 0.25; ///< of what was asked of the main units, to count as raised

/// What the model puts on a face.
struct Asked {
  explicit Asked(const Model &model)
      : adds(expressions_of(model.info(), ModelAccess::weights(model))),
        caps(torch::tensor(floats_of(*find(ModelAccess::weights(model), "caps")))),
        companions(torch::tensor(floats_of(*find(ModelAccess::weights(model), "companions")))
                       .view({caps.size(0), caps.size(0)})) {}

  /// The change that `emotion` asks of a face that shows `own`.
  Expression change(const Expression &own, std::size_t emotion) const {
    const auto nothing = torch::zeros_like(caps), before = torch::tensor(own);
    const auto change =
        change_of_expression(before, {torch::tensor(adds[emotion]), nothing}, caps, companions).contiguous();
    return {change.data_ptr<float>(), change.data_ptr<float>() + change.numel()};
  }

  std::vector<Expression> adds;
  torch::Tensor caps, companions;
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

Expression sum(const Expression &a, const Expression &b) {
  Expression result(a);
  std::transform(a.begin(), a.end(), b.begin(), result.begin(), std::plus<>());
  return result;
}

/// The landmarks of the face in `box`, found from several starts: a predictor that begins a little aside ends a little
/// aside.
Landmarks steady_landmarks(const Evaluator &evaluator, const cv::Mat &photo, const Box &box) {
  constexpr float step = 0.03F;
  Landmarks mean{};
  for (int i = 0; i < 9; ++i) {
    const auto moved = Box{box.x + step * static_cast<float>(i % 3 - 1) * box.width,
                           box.y + step * static_cast<float>(i / 3 - 1) * box.height, box.width, box.height};
    const auto found = evaluator.landmarks(photo, moved);
    for (std::size_t k = 0; k < mean.size(); ++k) {
      mean[k].x += found[k].x / 9;
      mean[k].y += found[k].y / 9;
    }
  }
  return mean;
}

/// The rig's own motion as a model would give it; the mouth's inside is black.
RenderedLayers layers_of(const Lesson &lesson, const Landmarks &landmarks) {
  const auto size = lesson.gain.size();
  return {lesson.upper, lesson.lower, lesson.gain, cv::Mat::zeros(size, CV_32FC1), cv::Mat::zeros(size, CV_32FC3),
          landmarks};
}

torch::Tensor tensor_of(const cv::Mat &mat) {
  return torch::from_blob(mat.data, {1, mat.rows, mat.cols, mat.channels()}).permute({0, 3, 1, 2}).contiguous();
}

/// Pixels of 128 between two motions, mean over the face that shows no inside of its mouth in either.
double flow_error(const RenderedLayers &one, const RenderedLayers &other, const cv::Mat &face) {
  const auto maps = tensor_of(face_maps(one.landmarks, one.gain.cols));
  const auto a = place(maps, tensor_of(one.upper), tensor_of(one.lower)),
             b = place(maps, tensor_of(other.upper), tensor_of(other.lower));
  const auto where = tensor_of(face).eq(1) * (1 - a.hole) * (1 - b.hole);
  const auto apart = (a.source - b.source).square().sum(1, true).sqrt();
  return 128. / one.gain.cols * ((apart * where).sum() / where.sum()).item<double>();
}

/// What an edit does to the skin outside the mouth.
struct Skin {
  double sharpness; ///< after over before
  double colour;    ///< levels that the mean of a channel moves, the one that moves most
};

Skin compared_skin(const cv::Mat &before, const cv::Mat &after, const Face &face) {
  constexpr int size = 192; // pixels
  const auto share = [](double part) { return cvRound(part * size); };
  cv::Mat where(size, size, CV_8UC1, cv::Scalar(0)); // eyes at 0.34 of the height, 0.3 apart; see own_alignment()
  cv::ellipse(where, {share(0.5), share(0.48)}, {share(0.26), share(0.32)}, 0, 0, 360, cv::Scalar(255), cv::FILLED);
  cv::ellipse(where, {share(0.5), share(0.66)}, {share(0.2), share(0.14)}, 0, 0, 360, cv::Scalar(0), cv::FILLED);
  const cv::Mat crops[] = {judged_crop(before, face, size), judged_crop(after, face, size)};
  double details[2];
  for (int i = 0; i < 2; ++i) {
    cv::Mat grey, detail;
    cv::cvtColor(crops[i], grey, cv::COLOR_BGR2GRAY);
    cv::Laplacian(grey, detail, CV_32F);
    details[i] = cv::mean(cv::abs(detail), where)[0];
  }
  const auto colour = cv::mean(crops[1], where) - cv::mean(crops[0], where);
  return {details[1] / std::max(details[0], 1e-6),
          std::max({std::abs(colour[0]), std::abs(colour[1]), std::abs(colour[2])})};
}

/// Changes asked for and found, unit by unit.
struct Changes {
  void add(const Expression &wanted, const Expression &before, const Expression &after) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      asked.push_back(wanted[i]);
      found.push_back(after[i] - before[i]);
    }
  }
  double correlation() const { return pearson(asked, found); }
  double error() const {
    double sum = 0;
    for (std::size_t i = 0; i < asked.size(); ++i)
      sum += std::abs(asked[i] - found[i]);
    return asked.empty() ? 0 : sum / static_cast<double>(asked.size());
  }

  std::vector<double> asked, found;
};

/// Edits faces by the model and by the rig itself, and looks for what was asked.
class RigJudge {
public:
  RigJudge(const FaceRig &rig, const Evaluator &evaluator, JudgedModel &model)
      : evaluator_(evaluator), model_(model), asked_(model.model()), fitter_(rig),
        teacher_(rig, model.model().info().image_size) {
    const auto &emotions = model.model().info().emotions;
    for (std::size_t emotion = 1; emotion < emotions.size(); ++emotion)
      figures_.emotions.push_back({emotions[emotion]});
  }

  /// `weight`: of one face among all.
  void judge(const Subject &subject, double weight) {
    Sitter sitter{read_photo(subject.file), subject.face, {}, {}, {}};
    sitter.crop = model_.crop(sitter.photo, sitter.face);
    sitter.before = fitter_.fit(found(sitter.photo, sitter));
    sitter.in_crop = fitter_.fit(sitter.crop.face.landmarks);
    ++figures_.faces;
    if (!std::isfinite(sitter.before.error) || !std::isfinite(sitter.in_crop.error))
      return;
    for (std::size_t emotion = 1; emotion <= figures_.emotions.size(); ++emotion) {
      judge_teacher(sitter, emotion, weight);
      judge_model(sitter, emotion, weight);
    }
  }

  RigFigures figures() const {
    auto figures = figures_;
    figures.correlation = changes_.correlation();
    figures.teacher_correlation = by_teacher_.correlation();
    figures.exact_correlation = exact_.correlation();
    figures.error = changes_.error();
    figures.flow = mean_of(flows_);
    figures.identity = mean_of(identities_);
    figures.turn = mean_of(turns_);
    return figures;
  }

private:
  struct Sitter {
    cv::Mat photo;
    Face face;
    FaceCrop crop;
    RigFit before, in_crop; ///< of the photo by landmarks found anew, of the crop by its own
  };

  Landmarks found(const cv::Mat &picture, const Sitter &sitter) const {
    return steady_landmarks(evaluator_, picture, sitter.face.box);
  }
  double part(const Sitter &sitter, std::size_t emotion, const RigFit &after) const {
    const auto &own = sitter.before.expression;
    return found_part(asked_.change(own, emotion), own, after.expression, asked_.adds[emotion]);
  }
  Point point(std::size_t emotion) const {
    return model_.model().space().point(model_.model().info().emotions[emotion]);
  }

  void judge_teacher(const Sitter &sitter, std::size_t emotion, double weight) {
    const auto &own = sitter.in_crop.expression;
    const auto change = asked_.change(own, emotion);
    const auto &landmarks = sitter.crop.face.landmarks;
    const auto lesson = teacher_.lesson(sitter.crop.picture, sitter.in_crop, landmarks, sum(own, change));
    exact_.add(change, own, fitter_.fit(lesson.landmarks, sitter.in_crop.identity).expression);
    const auto layers = layers_of(lesson, landmarks);
    flows_.push_back(flow_error(model_.layers(sitter.crop, point(emotion)), layers, lesson.face));

    auto edited = sitter.photo.clone();
    model_.edit(edited, sitter.face, layers);
    const auto after = fitter_.fit(found(edited, sitter), sitter.before.identity);
    if (!std::isfinite(after.error))
      return;
    by_teacher_.add(asked_.change(sitter.before.expression, emotion), sitter.before.expression, after.expression);
    if (part(sitter, emotion, after) > least_part)
      figures_.emotions[emotion - 1].teacher_raised += weight;
  }

  void judge_model(const Sitter &sitter, std::size_t emotion, double weight) {
    auto &of_emotion = figures_.emotions[emotion - 1];
    auto edited = sitter.photo.clone();
    model_.edit(edited, sitter.face, point(emotion));
    const auto skin = compared_skin(sitter.photo, edited, sitter.face);
    of_emotion.sharpness += weight * skin.sharpness;
    of_emotion.colour += weight * skin.colour;
    const auto landmarks = found(edited, sitter);
    const auto after = fitter_.fit(landmarks, sitter.before.identity), anyone = fitter_.fit(landmarks);
    if (!std::isfinite(after.error))
      return;
    changes_.add(asked_.change(sitter.before.expression, emotion), sitter.before.expression, after.expression);
    const auto way = part(sitter, emotion, after);
    of_emotion.found += weight * way;
    if (way > least_part)
      of_emotion.raised += weight;
    identities_.push_back(distance(sitter.before.identity, anyone.identity));
    turns_.push_back(turn_between(sitter.before.rotation, anyone.rotation));
  }

  const Evaluator &evaluator_;
  JudgedModel &model_;
  const Asked asked_;
  const RigFitter fitter_;
  const Teacher teacher_;
  Changes changes_, by_teacher_, exact_;
  std::vector<double> flows_, identities_, turns_;
  RigFigures figures_;
};

} // namespace

RigFigures measure_by_rig(const std::vector<Subject> &subjects, const FaceRig &rig, const Evaluator &evaluator,
                          JudgedModel &model) {
  if (model.model().info().units != rig.units)
    throw Error(ErrorKind::BadArgument,
                "The model '" + model.model().path() + "' was not taught by this rig: their units differ.");
  RigJudge judge(rig, evaluator, model);
  for (const auto &subject : subjects)
    judge.judge(subject, 1 / static_cast<double>(subjects.size()));
  return judge.figures();
}

} // namespace ganmut
