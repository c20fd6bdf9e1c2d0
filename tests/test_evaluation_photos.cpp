// Edits of photographs: smiles count, paint does not.
#include <fstream>
#include <sstream>

#include "scratch.h"
#include "suite.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/data/aligned_faces.h"
#include "trainer/data/csv_reader.h"
#include "trainer/evaluation/classifier_training.h"
#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/judged_view.h"
#include "trainer/evaluation/target_figures.h"
#include "trainer/warp/own_alignment.h"

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

} // namespace

START_TEST(smiles_count_and_paint_does_not) {
  const Scratch scratch;
  write_part(scratch, suite::shared() / "faces", 250);
  DataOptions options;
  options.dataset_root = scratch.path("");
  options.imgs_folder = "imgs";
  options.held_out = 0.1;
  options.cache = "none";
  const auto model = Model::load("default");
  const auto data = evaluation_data(options, model.info().emotions);
  const AlignedCrops maker(own_alignment(), judged_size, LandmarkTable::of_data_set(options.dataset_root));
  const auto training = load_aligned_faces(options, data.training, maker);
  const auto held_out = load_aligned_faces(options, data.held_out, maker);
  auto kept = kept_classifier(scratch.path(""), training, 2);
  const auto verdicts = judge(kept.classifier, held_out.pictures());
  ck_assert_double_gt(balanced_accuracy_of(confusion_of(held_out.labels, verdicts.probabilities)), 0.7);

  std::vector<Subject> subjects;
  for (const auto &file : held_out.files())
    if (file.label == 0)
      subjects.push_back({file, maker.face_in(read_photo(file), file.path).value()});
  const LandmarkShifts shifts(training.landmarks, training.labels, 2);
  const Landmarker landmarker("");
  Examiner examiner(kept.classifier, landmarker);
  JudgedModel judged(model, data.emotions, "cpu");
  const auto edits = judge_edits(subjects, 2, shifts, examiner, [&](cv::Mat &photo, const Face &face, int target) {
    judged.edit(photo, face, judged.on_the_way(target, 1));
  });
  std::vector<NamedEdits> paints;
  for (const auto &paint : test_paints())
    paints.push_back({paint.name, judge_paint(subjects, 2, shifts, examiner, paint)});
  const auto happy = target_figures(edits, paints, {verdicts.embeddings, held_out.labels}, 2)[1];
  ck_assert_int_ge(happy.edits, 15);
  ck_assert_double_gt(happy.score, 0.5);
  ck_assert_double_le(happy.paint_score, 0.5 * happy.score);
}
END_TEST

int main() {
  if (!std::filesystem::exists(suite::shared() / "faces" / "training.csv"))
    return suite::skip("there are no photographs of faces; say with GANMUT_SHARED_DIR where");
  Suite *suite = suite_create("evaluation-photos");
  TCase *tests = tcase_create("photos");
  tcase_set_timeout(tests, 240);
  tcase_add_test(tests, smiles_count_and_paint_does_not);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
