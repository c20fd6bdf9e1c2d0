// Edits of photographs: smiles count, paint does not.
#include <fstream>
#include <sstream>

#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "scratch.h"
#include "suite.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/data/aligned_faces.h"
#include "trainer/data/csv_reader.h"
#include "trainer/evaluation/clip_figures.h"
#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/evaluator.h"
#include "trainer/evaluation/expression_classifier.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/pair_figures.h"
#include "trainer/evaluation/target_figures.h"

using namespace ganmut;

namespace {

/// `count` neutral and as many happy photographs of the shared set.
void write_part(const Scratch &scratch, const std::filesystem::path &faces, int count) {
  std::filesystem::create_symlink(faces / "imgs", scratch.path("imgs"));
  std::filesystem::create_symlink(faces / "landmarks.csv", scratch.path("landmarks.csv"));
  std::ifstream file(faces / "training.csv");
  CsvReader reader(file, "training.csv");
  std::ostringstream table;
  std::vector<int> left(2, count);
  for (auto record = reader.next(); record; record = reader.next()) {
    const auto &label = record->fields[1];
    const bool named = label == "expression", wanted = label == "0" || label == "1";
    if (named || (wanted && left[static_cast<std::size_t>(std::stoi(label))]-- > 0))
      table << record->fields[0] << ',' << label << '\n';
  }
  scratch.write("training.csv", table.str());
}

/// Photographs in two parts, and what their landmarks say; nothing is trained.
struct Photos : Scratch {
  Photos() {
    write_part(*this, suite::shared() / "faces", 250);
    options.dataset_root = path("");
    options.imgs_folder = "imgs";
    options.held_out = 0.1;
    options.cache = "none";
    data = evaluation_data(options, model.info().emotions);
    training = load_aligned_faces(options, data.training, maker());
    held_out = load_aligned_faces(options, data.held_out, maker());
  }

  AlignedCrops maker() const {
    return {own_alignment(), judged_size, LandmarkTable::of_data_set(options.dataset_root)};
  }

  std::vector<Subject> neutral_subjects() const {
    std::vector<Subject> subjects;
    for (const auto &file : held_out.files())
      if (file.label == 0)
        subjects.push_back({file, maker().face_in(read_photo(file), file.path).value()});
    return subjects;
  }

  const Model model = Model::load("default");
  DataOptions options;
  EvaluationData data;
  AlignedFaces training, held_out;
};

/// A classifier that takes every face for class `answer` of two, as one that any paint fools.
ExpressionClassifier always(std::int64_t answer) {
  const torch::NoGradGuard no_grad;
  ExpressionClassifier classifier(2);
  auto parameters = classifier->named_parameters();
  parameters["classes.weight"].zero_();
  parameters["classes.bias"].zero_();
  parameters["classes.bias"][answer] = 10;
  classifier->eval();
  return classifier;
}

} // namespace

/// Where the classifier cannot tell a smile from paint, the landmarks do.
START_TEST(smiles_count_and_paint_does_not) {
  const Photos photos;
  const auto subjects = photos.neutral_subjects();
  const LandmarkShifts shifts(photos.training.landmarks, photos.training.labels, 2);
  const Landmarker landmarker("");
  const int answer = _i;
  Evaluator evaluator(always(answer), landmarker);
  JudgedModel judged(photos.model, photos.data.emotions, "cpu");
  const auto edits = judge_edits(subjects, 2, shifts, evaluator, [&](cv::Mat &photo, const Face &face, int target) {
    judged.edit(photo, face, judged.on_the_way(target, 1));
  });
  const auto untouched = judge_edits(subjects, 2, shifts, evaluator, [](cv::Mat &, const Face &, int) {});
  const RealEmbeddings real{torch::zeros({2, ExpressionClassifier::Impl::embedding_size}), torch::tensor({0, 1})};
  const auto happy_of = [&](const std::vector<JudgedEdit> &some) { return target_figures(some, {}, real, 2)[1]; };
  const auto happy = happy_of(edits);
  ck_assert_int_ge(happy.edits, 15);
  ck_assert_double_eq_tol(happy.classifier, answer, 1e-9);
  ck_assert_double_eq_tol(happy.score, answer * happy.landmarks, 1e-9);
  ck_assert_double_gt(happy.landmarks, 0.5);
  ck_assert_double_eq(happy_of(untouched).score, 0);
  double sum = 0; // a white mouth alone can pass for teeth, but no paint comes up to a smile
  for (const auto &paint : test_paints()) {
    const auto painted = happy_of(judge_paint(subjects, 2, shifts, evaluator, paint));
    ck_assert_double_eq_tol(painted.classifier, answer, 1e-9);
    ck_assert_msg(painted.landmarks < happy.landmarks, "%s: %g", paint.name.c_str(), painted.landmarks);
    sum += painted.landmarks;
  }
  ck_assert_double_lt(sum, 0.75 * happy.landmarks * static_cast<double>(test_paints().size()));
}
END_TEST

START_TEST(a_classifier_is_trained_once) {
  const Photos photos;
  auto first = cached_classifier(photos.path(""), photos.training, 2);
  const auto output = run_classifier(first.classifier, photos.held_out.pictures());
  const auto written = std::filesystem::last_write_time(first.path);
  auto second = cached_classifier(photos.path(""), photos.training, 2);
  suite::expect_text(second.path, first.path);
  ck_assert(std::filesystem::last_write_time(first.path) == written);
  ck_assert(
      torch::equal(run_classifier(second.classifier, photos.held_out.pictures()).probabilities, output.probabilities));
}
END_TEST

START_TEST(edits_come_nearer_to_the_other_photograph) {
  const Landmarker landmarker("");
  Evaluator evaluator(always(1), landmarker);
  const auto model = Model::load("default");
  JudgedModel judged(model, {"neutral", "happy"}, "cpu");
  DataOptions options;
  options.dataset_root = suite::shared() / "london";
  options.held_out = 0.05;
  const AlignedCrops maker(own_alignment(), judged_size, LandmarkTable::of_data_set(options.dataset_root));
  const auto pairs = measure_by_pairs(options, maker, evaluator, judged);
  ck_assert_int_ge(pairs.people, 2);
  for (const double left : {pairs.put_on_mouth, pairs.removed_mouth})
    ck_assert_msg(left > 0.1 && left < 0.9, "%g", left);

  const Scratch scratch;
  options.dataset_root = scratch.path("");
  for (const std::string folder : {"neutral", "yawning"}) {
    std::filesystem::create_directories(scratch.path(folder));
    scratch.write(folder + "/1.png", "");
  }
  expect_error([&] { measure_by_pairs(options, maker, evaluator, judged); }, ErrorKind::BadArgument, "yawning");
}
END_TEST

/// A photograph whose light flickers: as much before the edit as after.
START_TEST(clips_are_measured_frame_by_frame) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch.path("clips"));
  const LabelledFile file{suite::shared() / "london" / "neutral" / "002.jpg"};
  const auto photo = read_photo(file);
  cv::VideoWriter writer(scratch.path("clips/still.avi"), cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 25,
                         photo.size());
  ck_assert(writer.isOpened());
  constexpr int frames = 9;
  for (int i = 0; i < frames; ++i)
    writer.write(photo * (1 - 0.02 * (i % 2)));
  writer.release();

  const Landmarker landmarker("");
  const auto model = Model::load("default");
  JudgedModel judged(model, {"neutral", "happy"}, "cpu");
  const auto figures = measure_clips(scratch.path("clips"), {"happy"}, landmarker, judged);
  ck_assert_uint_eq(figures.size(), 1);
  suite::expect_text(figures[0].clip, "still.avi");
  suite::expect_text(figures[0].emotion, "happy");
  ck_assert_int_eq(figures[0].frames, frames);
  ck_assert_msg(figures[0].flicker > 0.8 && figures[0].flicker < 1.25, "%g", figures[0].flicker);
  ck_assert(figures[0].speech >= -1 && figures[0].speech <= 1);

  expect_error([&] { measure_clips(scratch.path("none"), {"happy"}, landmarker, judged); }, ErrorKind::NotFound,
               "none");
  scratch.write("clips/words.txt", "no video");
  expect_error([&] { measure_clips(scratch.path("clips"), {"happy"}, landmarker, judged); }, ErrorKind::Unreadable,
               "words.txt");
}
END_TEST

const suite::Part part("evaluation-photos", [] {
  if (!std::filesystem::exists(suite::shared() / "faces" / "training.csv"))
    return suite::skip("there are no photographs of faces; say with GANMUT_SHARED_DIR where");
  Suite *suite = suite_create("evaluation-photos");
  TCase *tests = tcase_create("photos");
  tcase_set_timeout(tests, 240);
  tcase_add_loop_test(tests, smiles_count_and_paint_does_not, 0, 2);
  tcase_add_test(tests, a_classifier_is_trained_once);
  tcase_add_test(tests, edits_come_nearer_to_the_other_photograph);
  tcase_add_test(tests, clips_are_measured_frame_by_frame);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
