#include "trainer/evaluation/evaluation.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "trainer/data/aligned_crops.h"
#include "trainer/data/aligned_faces.h"
#include "trainer/evaluation/clip_figures.h"
#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/evaluator.h"
#include "trainer/evaluation/expression_classifier.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/paint.h"
#include "trainer/evaluation/pair_figures.h"
#include "trainer/evaluation/report.h"
#include "trainer/evaluation/report_page.h"
#include "trainer/evaluation/rig_figures.h"
#include "trainer/evaluation/space_figures.h"
#include "trainer/evaluation/target_figures.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

/// What the command line leaves open: a part to judge on, and the folder of pictures where the network's flags, whose
/// default it is, are not repeated.
DataOptions completed(DataOptions options) {
  if (options.held_out == 0)
    options.held_out = 0.1;
  const auto exists = [&](const std::string &folder) { return fs::exists(fs::path(options.dataset_root) / folder); };
  if (!exists(options.imgs_folder) && exists("imgs"))
    options.imgs_folder = "imgs";
  return options;
}

/// What was judged, and on what.
Report new_report(const Model &model, const EvaluationOptions &options, const DataOptions &from,
                  const EvaluationData &data) {
  Report report;
  report.model_path = model.path();
  report.model = model.info();
  report.dataset_root = from.dataset_root;
  report.held_out = from.held_out;
  report.held_out_by_person = from.held_out_by == HeldOutBy::Person;
  report.held_out_seed = from.held_out_seed;
  report.seed = options.seed;
  report.emotions = data.emotions;
  report.not_judged = data.not_judged;
  return report;
}

template <typename Labels> std::vector<int> counts_of(const Labels &labels, std::size_t classes) {
  std::vector<int> counts(classes, 0);
  for (const int label : labels)
    ++counts[static_cast<std::size_t>(label)];
  return counts;
}

std::vector<int> labels_of(const std::vector<LabelledFile> &files) {
  std::vector<int> labels;
  for (const auto &file : files)
    labels.push_back(file.label);
  return labels;
}

/// Pictures that were left out can have been all of one emotion.
void check_classes(const torch::Tensor &labels, const std::vector<std::string> &emotions) {
  for (std::size_t k = 0; k < emotions.size(); ++k)
    if (!(labels == static_cast<std::int64_t>(k)).any().item<bool>())
      throw Error(ErrorKind::Unreadable, "No picture of '" + emotions[k] +
                                             "' can be read in one part of the data set; name other emotions with "
                                             "--emotions.");
}

/// Reports what the classifier says of real faces; returns its embeddings of all of them.
RealEmbeddings judge_photos(ExpressionClassifier &classifier, const AlignedFaces &training,
                            const AlignedFaces &held_out, Report &report) {
  const auto classes = static_cast<int>(report.emotions.size());
  const auto learnt = run_classifier(classifier, training.pictures()),
             unseen = run_classifier(classifier, held_out.pictures());
  report.training_faces = counts_of(labels_of(training.files()), report.emotions.size());
  report.held_out_faces = counts_of(labels_of(held_out.files()), report.emotions.size());
  report.real = confusion_of(held_out.labels, unseen.probabilities);
  report.distance_real =
      distance_of_real({learnt.embeddings, training.labels}, {unseen.embeddings, held_out.labels}, classes);
  spdlog::info("The classifier is right on {:.1f} % of the held-out faces ({:.1f} % over classes)",
               100 * accuracy_of(report.real), 100 * balanced_accuracy_of(report.real));
  return {torch::cat({learnt.embeddings, unseen.embeddings}), torch::cat({training.labels, held_out.labels})};
}

std::vector<NamedEdits> judged_paints(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                      Evaluator &evaluator) {
  std::vector<NamedEdits> paints;
  for (const auto &paint : test_paints())
    paints.push_back({paint.name, judge_paint(subjects, classes, shifts, evaluator, paint)});
  return paints;
}

std::vector<JudgedEdit> judge_model(JudgedModel &model, const EvaluationSubjects &subjects,
                                    const LandmarkShifts &shifts, Evaluator &evaluator, const RealEmbeddings &real,
                                    Report &report) {
  const auto classes = static_cast<int>(report.emotions.size());
  report.places = model.places();
  spdlog::info("Editing {} faces to {} emotions", subjects.all.size(), classes);
  const auto edits =
      judge_edits(subjects.all, classes, shifts, evaluator, [&](cv::Mat &photo, const Face &face, int target) {
        model.edit(photo, face, model.on_the_way(target, 1));
      });
  report.edits = confusion_of(edits, classes);
  report.distance = distance_of_all(edits, real, classes);
  report.targets = target_figures(edits, judged_paints(subjects.all, classes, shifts, evaluator), real, classes);
  const auto errors = reconstruction_errors(subjects.some, classes, model, evaluator);
  for (std::size_t k = 0; k < errors.size(); ++k)
    report.targets[k].reconstruction = errors[k];
  spdlog::info("Measuring the ways to the emotions");
  report.growth = measure_growth(subjects.some, classes, shifts, evaluator, model);
  report.steadiness = measure_steadiness(subjects.fewer, classes, model);
  spdlog::info("Measuring the whole space");
  report.card = space_card(subjects.neutral, report.emotions, shifts, evaluator, model);
  report.card_faces = static_cast<int>(subjects.neutral.size());
  return edits;
}

constexpr int shown_size = 192; ///< pixels

/// Of each emotion the edits whose landmarks went its way least, made once more.
std::vector<FailedEdit> worst_edits(std::vector<JudgedEdit> edits, const std::vector<Subject> &subjects,
                                    JudgedModel &model) {
  constexpr int most = 4;
  std::sort(edits.begin(), edits.end(), [](const JudgedEdit &a, const JudgedEdit &b) { return a.amount < b.amount; });
  std::vector<int> counts(model.places().size(), 0);
  std::vector<FailedEdit> worst;
  for (const auto &edit : edits) {
    if (counts[static_cast<std::size_t>(edit.target)]++ >= most)
      continue;
    const auto &[file, face] = subjects[edit.subject];
    const auto photo = read_photo(file);
    auto edited = photo.clone();
    model.edit(edited, face, model.on_the_way(edit.target, 1));
    worst.push_back(
        {edit.target, edit.amount, judged_crop(photo, face, shown_size), judged_crop(edited, face, shown_size)});
  }
  return worst;
}

Examples example_edits(const std::vector<Subject> &subjects, JudgedModel &model) {
  Examples examples;
  for (const auto &[file, face] : subjects) {
    const auto photo = read_photo(file);
    examples.push_back({judged_crop(photo, face, shown_size)});
    for (int target = 0; target < static_cast<int>(model.places().size()); ++target) {
      auto edited = photo.clone();
      model.edit(edited, face, model.on_the_way(target, 1));
      examples.back().push_back(judged_crop(edited, face, shown_size));
    }
  }
  return examples;
}

} // namespace

void evaluate(const Model &model, const EvaluationOptions &options, const DataOptions &asked) {
  for (const auto &sentence : model.info().warnings)
    spdlog::warn("{}", sentence);
  const auto from = completed(asked);
  const auto data = evaluation_data(from, model.info().emotions);
  JudgedModel judged(model, data.emotions, options.device); // a device or a rig that is not there shows at once
  std::optional<FaceRig> rig;
  if (!options.rig.empty() && model.info().output == OutputKind::Layers)
    rig = read_face_rig(options.rig);

  const AlignedCrops maker(own_alignment(), judged_size, LandmarkTable::of_data_set(from.dataset_root),
                           /*whole_pictures=*/true);
  spdlog::info("Reading {} faces to learn from and {} held out", data.training.size(), data.held_out.size());
  const auto training = load_aligned_faces(from, data.training, maker);
  const auto held_out = load_aligned_faces(from, data.held_out, maker);
  check_classes(training.labels, data.emotions);
  check_classes(held_out.labels, data.emotions);
  auto cached = cached_classifier(options.folder, training, static_cast<std::int64_t>(data.emotions.size()));

  auto report = new_report(model, options, from, data);
  report.classifier_path = cached.path;
  const auto real = judge_photos(cached.classifier, training, held_out, report);
  const LandmarkShifts shifts(training.landmarks, training.labels, static_cast<std::int64_t>(data.emotions.size()));
  const auto chosen = balanced_choice(held_out.files(), static_cast<std::size_t>(options.faces), options.seed);
  report.edited_faces = counts_of(labels_of(chosen), report.emotions.size());
  const auto subjects = evaluation_subjects(subjects_of(chosen, maker));
  const Landmarker landmarker("");
  Evaluator evaluator(cached.classifier, landmarker);
  const auto edits = judge_model(judged, subjects, shifts, evaluator, real, report);

  if (rig) {
    spdlog::info("Fitting the rig to edited faces");
    report.rig = measure_by_rig(subjects.some, *rig, evaluator, judged);
  }

  if (!options.pairs.empty()) {
    spdlog::info("Comparing edits with other photographs of the same people");
    auto pairs = from;
    pairs.dataset_root = options.pairs;
    const AlignedCrops pair_maker(own_alignment(), judged_size, LandmarkTable::of_data_set(options.pairs), true);
    report.pairs = measure_by_pairs(pairs, pair_maker, evaluator, judged);
  }

  if (!options.clips.empty()) {
    spdlog::info("Editing clips");
    report.clips = measure_clips(options.clips, {data.emotions.begin() + 1, data.emotions.end()}, landmarker, judged);
  }

  const auto json = options.folder + "/evaluation.json", page = options.folder + "/evaluation.png";
  write_json(json, report);
  write_page(page, report, worst_edits(edits, subjects.all, judged), example_edits(subjects.shown, judged));
  spdlog::info("Score {:.3f}; figures: {}; page: {}", score_of(report), json, page);
}

} // namespace ganmut
