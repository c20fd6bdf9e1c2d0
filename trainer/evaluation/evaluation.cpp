#include "trainer/evaluation/evaluation.h"

#include <algorithm>
#include <filesystem>

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "checkpoint/model_file.h"
#include "trainer/evaluation/classifier_training.h"
#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/judged_view.h"
#include "trainer/evaluation/linearity.h"
#include "trainer/evaluation/paint.h"
#include "trainer/evaluation/report_json.h"
#include "trainer/evaluation/report_page.h"
#include "trainer/evaluation/space_card.h"
#include "trainer/evaluation/steadiness.h"
#include "trainer/evaluation/target_figures.h"
#include "trainer/run/saved_model.h"

namespace ganmut {

namespace {

Model model_to_judge(const RunOptions &run, const DataOptions &data, int image_size) {
  if (!run.model.empty())
    return Model::load(run.model);
  auto file = saved_generator(run.model_save_dir, run.test_iters, data.emotions, image_size);
  auto space = space_of(file.info, file.tensors);
  return {std::move(file.info), std::move(space), std::make_shared<ModelWeights>(ModelWeights{std::move(file.tensors)}),
          run.model_save_dir + "/" + std::to_string(run.test_iters) + "-G"};
}

/// What the command line leaves open: a part to judge on, and the folder of pictures where the network's flags, whose
/// default it is, are not repeated.
DataOptions evaluation_options(DataOptions options) {
  if (options.held_out == 0)
    options.held_out = 0.1;
  const auto exists = [&](const std::string &folder) {
    return std::filesystem::exists(std::filesystem::path(options.dataset_root) / folder);
  };
  if (!exists(options.imgs_folder) && exists("imgs"))
    options.imgs_folder = "imgs";
  return options;
}

/// At most `count` of the subjects, from the first on.
std::vector<Subject> first_of(const std::vector<Subject> &subjects, std::size_t count) {
  return {subjects.begin(), subjects.begin() + static_cast<std::ptrdiff_t>(std::min(count, subjects.size()))};
}

std::vector<Subject> with_label(const std::vector<Subject> &subjects, int label) {
  std::vector<Subject> result;
  for (const auto &subject : subjects)
    if (subject.file.label == label)
      result.push_back(subject);
  return result;
}

std::vector<int> counts_of(const torch::Tensor &labels, int classes) {
  const auto counts = torch::bincount(labels, {}, classes);
  std::vector<int> result;
  for (int k = 0; k < classes; ++k)
    result.push_back(counts[k].item<int>());
  return result;
}

RealEmbeddings both(const RealEmbeddings &a, const RealEmbeddings &b) {
  return {torch::cat({a.embeddings, b.embeddings}), torch::cat({a.labels, b.labels})};
}

/// The sets of faces that the parts of an evaluation work on.
struct Subjects {
  std::vector<Subject> all;     ///< edited to every emotion
  std::vector<Subject> few;     ///< for what takes many edits a face
  std::vector<Subject> neutral; ///< for what takes most
};

Subjects choose_subjects(const EvaluationData &data, FaceFinder &finder, const RunOptions &run, Unreadable unreadable) {
  const auto count = static_cast<std::size_t>(run.evaluate_faces);
  Subjects subjects;
  subjects.all = read_real_faces(balanced_choice(data.held_out, count, run.seed), finder, unreadable).subjects;
  subjects.few = first_of(subjects.all, std::max<std::size_t>(1, count / 5));
  subjects.neutral = first_of(with_label(subjects.all, 0), std::max<std::size_t>(1, count / 25));
  return subjects;
}

/// Two neutral faces and one that is not, where there are such.
std::vector<Subject> to_show(const Subjects &subjects) {
  auto shown = first_of(subjects.neutral, 2);
  for (const auto &subject : subjects.all)
    if (shown.size() < 3 && subject.file.label != 0)
      shown.push_back(subject);
  return shown;
}

Examples example_edits(const Subjects &subjects, JudgedModel &model, int classes) {
  constexpr int size = 160;
  Examples examples;
  for (const auto &[file, face] : to_show(subjects)) {
    const auto photo = read_photo(file);
    examples.push_back({judged_crop(photo, face, size)});
    for (int target = 0; target < classes; ++target) {
      auto edited = photo.clone();
      model.edit(edited, face, model.on_the_way(target, 1));
      examples.back().push_back(judged_crop(edited, face, size));
    }
  }
  return examples;
}

std::vector<NamedEdits> judged_paints(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                      Examiner &examiner) {
  std::vector<NamedEdits> paints;
  for (const auto &paint : test_paints())
    paints.push_back(
        {paint.name, judge_edits(subjects, classes, shifts, examiner,
                                 [&](cv::Mat &photo, const Face &face, int) { apply(paint, photo, face); })});
  return paints;
}

} // namespace

void evaluate(const RunOptions &run, DataOptions options, int image_size) {
  if (run.threads > 0)
    torch::set_num_threads(run.threads);
  options = evaluation_options(options);
  std::error_code failure;
  std::filesystem::create_directories(run.result_dir, failure);
  if (failure)
    throw Error(ErrorKind::Failed, "The folder " + run.result_dir + " cannot be made.", failure.message());

  const auto model = model_to_judge(run, options, image_size);
  const auto data = evaluation_data(options, model.info().emotions);
  const int classes = static_cast<int>(data.emotions.size());
  const Landmarker landmarker("");
  FaceFinder finder(options.dataset_root, landmarker);
  spdlog::info("Reading {} faces to learn from and {} held out", data.training.size(), data.held_out.size());
  const auto training = read_real_faces(data.training, finder, options.unreadable);
  const auto held_out = read_real_faces(data.held_out, finder, options.unreadable);
  auto kept = kept_classifier(run.result_dir, training, classes);

  Report report;
  report.model_path = model.path();
  report.model = model.info();
  report.dataset_root = options.dataset_root;
  report.held_out = options.held_out;
  report.held_out_by_person = options.held_out_by == HeldOutBy::Person;
  report.held_out_seed = options.held_out_seed;
  report.seed = run.seed;
  report.emotions = data.emotions;
  report.not_judged = data.not_judged;
  report.classifier_path = kept.path;

  const auto learnt = judge(kept.classifier, training.crops), unseen = judge(kept.classifier, held_out.crops);
  const RealEmbeddings learnt_real{learnt.embeddings, training.labels}, unseen_real{unseen.embeddings, held_out.labels};
  report.training_faces = counts_of(training.labels, classes);
  report.held_out_faces = counts_of(held_out.labels, classes);
  report.real = confusion_of(held_out.labels, unseen.probabilities);
  report.distance_real = distance_of_real(learnt_real, unseen_real, classes);
  spdlog::info("The classifier is right on {:.1f} % of the held-out faces ({:.1f} % balanced)",
               100 * accuracy_of(report.real), 100 * balanced_accuracy_of(report.real));

  const LandmarkShifts shifts(training.landmarks, training.labels, classes);
  const auto subjects = choose_subjects(data, finder, run, options.unreadable);
  Examiner examiner(kept.classifier, landmarker);
  JudgedModel judged(model, data.emotions, run.device);

  report.places = judged.places();
  spdlog::info("Editing {} faces to {} emotions", subjects.all.size(), classes);
  const auto edits =
      judge_edits(subjects.all, classes, shifts, examiner, [&](cv::Mat &photo, const Face &face, int target) {
        judged.edit(photo, face, judged.on_the_way(target, 1));
      });
  const auto real = both(learnt_real, unseen_real);
  report.edited_faces.assign(static_cast<std::size_t>(classes), 0);
  for (const auto &subject : subjects.all)
    ++report.edited_faces[static_cast<std::size_t>(subject.file.label)];
  report.edits = confusion_of(edits, classes);
  report.distance = distance_of_all(edits, real, classes);
  report.targets = target_figures(edits, judged_paints(subjects.few, classes, shifts, examiner), real, classes);
  const auto errors = reconstruction_errors(subjects.few, classes, judged);
  for (std::size_t k = 0; k < errors.size(); ++k)
    report.targets[k].reconstruction = errors[k];

  spdlog::info("Looking at growth, steadiness and the whole space");
  report.growth = measure_growth(subjects.few, classes, shifts, examiner, judged);
  report.steadiness = measure_steadiness(first_of(subjects.few, subjects.few.size() / 2 + 1), classes, judged);
  report.card = space_card(subjects.neutral, data.emotions, shifts, examiner, judged);
  report.card_faces = static_cast<int>(subjects.neutral.size());

  write_page(run.result_dir + "/evaluation.png", report, example_edits(subjects, judged, classes));
  const auto json = run.result_dir + "/evaluation.json";
  write_json(json, report);
  spdlog::info("Score {:.3f}; figures: {}, page: {}/evaluation.png", score_of(report), json, run.result_dir);
}

} // namespace ganmut
