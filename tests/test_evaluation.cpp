// ganmut-train --mode evaluate: its choices and rates, its command line on drawn faces.
#include <cmath>
#include <numeric>

#include <nlohmann/json.hpp>

#include "cartoon_faces.h"
#include "checkpoint/official_checkpoint.h"
#include "comma_locale.h"
#include "command.h"
#include "small_states.h"
#include "suite.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/metrics.h"
#include "trainer/evaluation/report_page.h"
#include "trainer/evaluation/target_figures.h"
#include "trainer/run/run_folder.h"

using namespace ganmut;
using Json = nlohmann::json;

START_TEST(faces_are_chosen_evenly) {
  std::vector<LabelledFile> faces;
  for (int i = 0; i < 100; ++i)
    faces.push_back({"p" + std::to_string(i) + ".png", i < 5 ? 1 : i < 60 ? 0 : 2, 0});
  const auto chosen = balanced_choice(faces, 35, 1);
  std::vector<int> counts(3, 0);
  for (const auto &face : chosen)
    ++counts[static_cast<std::size_t>(face.label)];
  ck_assert_int_eq(counts[0], 15);
  ck_assert_int_eq(counts[1], 5);
  ck_assert_int_eq(counts[2], 15);
  const auto paths = [](const std::vector<LabelledFile> &some) {
    std::string all;
    for (const auto &face : some)
      all += face.path + " ";
    return all;
  };
  suite::expect_text(paths(balanced_choice(faces, 35, 1)), paths(chosen));
  ck_assert(paths(balanced_choice(faces, 35, 2)) != paths(chosen));
  ck_assert_uint_eq(balanced_choice(faces, 1000, 1).size(), 100);
}
END_TEST

namespace {

struct Judged {
  bool classifier; ///< agrees
  double amount, cosine;
  bool landmarks; ///< agree
};
const Judged judged_edits[] = {
    {true, 1, 1, true},     {false, 1, 1, true},      {true, 0, 0, false},    {true, 0.29, 1, false},
    {true, 1, 0.49, false}, {true, 0.31, 0.51, true}, {false, -1, -1, false},
};

} // namespace

namespace {

/// From class 0 to class 1.
JudgedEdit edit_of(const Judged &judged) {
  JudgedEdit edit;
  edit.target = 1;
  edit.before.embedding = torch::zeros({2});
  edit.after.embedding = torch::ones({2});
  edit.after.probabilities = judged.classifier ? torch::tensor({0.2F, 0.8F}) : torch::tensor({0.8F, 0.2F});
  edit.amount = judged.amount;
  edit.cosine = judged.cosine;
  return edit;
}

} // namespace

START_TEST(classifier_and_landmarks_must_both_agree) {
  const auto &judged = judged_edits[_i];
  const auto edit = edit_of(judged);
  ck_assert(edit.classifier_agrees() == judged.classifier && edit.landmarks_agree() == judged.landmarks);
  ck_assert(edit.succeeded() == (judged.classifier && judged.landmarks));
}
END_TEST

START_TEST(figures_are_rates_and_the_best_paint_is_named) {
  std::vector<JudgedEdit> edits;
  for (const auto &judged : judged_edits)
    edits.push_back(edit_of(judged));
  const Judged fools_classifier{true, 0, 0, false}, fools_both{true, 1, 1, true}, fools_nobody{false, 0, 0, false};
  const std::vector<NamedEdits> paints = {
      {"loud", {edit_of(fools_classifier), edit_of(fools_classifier)}},
      {"sly", {edit_of(fools_both), edit_of(fools_nobody)}},
  };
  const RealEmbeddings real{torch::ones({2, 2}), torch::tensor({0, 1})};
  const auto figures = target_figures(edits, paints, real, 2)[1];
  ck_assert_int_eq(figures.edits, 7);
  ck_assert_double_eq_tol(figures.classifier, 5 / 7., 1e-9);
  ck_assert_double_eq_tol(figures.landmarks, 3 / 7., 1e-9);
  ck_assert_double_eq_tol(figures.score, 2 / 7., 1e-9);
  ck_assert_double_eq_tol(figures.distance, 0, 1e-9);
  ck_assert_double_eq_tol(figures.distance_before, 2, 1e-9);
  suite::expect_text(figures.paint, "sly");
  ck_assert_double_eq_tol(figures.paint_score, 0.5, 1e-9);
  ck_assert_double_eq_tol(figures.paint_classifier, 0.5, 1e-9);
}
END_TEST

START_TEST(a_report_is_the_same_in_every_locale) {
  const Scratch scratch;
  Report report;
  report.emotions = {"neutral", "happy"};
  report.model.sha256 = std::string(64, '0');
  report.held_out = 0.25;
  report.held_out_seed = 1234567;
  report.real = report.edits = {{3, 1}, {0, 4}};
  report.targets.resize(2);
  report.targets[1].score = 0.5;
  report.training_faces = report.held_out_faces = report.edited_faces = {12345, 6};
  report.rig = RigFigures{};
  report.rig->emotions = {{"happy", 0.75, 0.5}};
  report.pairs = PairFigures{3, 0.5, 0.25};
  report.clips = {{"talk.mp4", "happy", 50, 1.25, 0.5}};
  const cv::Mat photo(64, 64, CV_8UC3, cv::Scalar(40, 90, 160));
  const auto write = [&](const std::string &name) {
    write_json(scratch.path(name + ".json"), report);
    write_page(scratch.path(name + ".png"), report, {{1, 0.25, photo, 255 - photo}}, {});
  };
  write("point");
  {
    const CommaLocale locale;
    write("comma");
  }
  suite::expect_text(scratch.read("comma.json"), scratch.read("point.json"));
  ck_assert(scratch.read("comma.png") == scratch.read("point.png"));
  ck_assert(Json::parse(scratch.read("comma.json"))["score"] == 0.25);
}
END_TEST

namespace {

CommandResult evaluate(const std::string &flags) {
  return run_command("ganmut-train --mode evaluate --threads 1 --device cpu " + flags);
}

/// Drawn faces, the last of which have to be found, and generators with weights that mean nothing.
struct Drawn : Scratch {
  Drawn() {
    cartoon::write(*this, 45, 39);
    write_official_checkpoint(path("1-G.ckpt"), small::generator());
    write_official_checkpoint(path("2-G.ckpt"), small::generator({true}));
    write_official_checkpoint(path("3-G.ckpt"), small::generator({true, 3}));
    write_official_checkpoint(path("4-G.ckpt"), small::generator({false, 3}));
    write_official_checkpoint(path("5-G.ckpt"), small::generator({false, 2, 7}));
  }

  CommandResult evaluated(const std::string &more) const {
    return evaluate("--imgs_folder imgs --image_size 16 --held_out 0.3 --evaluate_faces 6 --dataset_root " + path("") +
                    " --model_save_dir " + path("") + " --result_dir " + path("results") + " " + more);
  }
  Json report() const { return Json::parse(read("results/evaluation.json")); }
};

void expect(const CommandResult &result, int status, const std::string &words) {
  ck_assert_msg(result.status == status && result.output.find(words) != std::string::npos,
                "status %d, expected %d and '%s':\n%s", result.status, status, words.c_str(), result.output.c_str());
}

} // namespace

START_TEST(a_model_is_judged) {
  const Drawn drawn;
  expect(drawn.evaluated("--test_iters 1"), 0, "Training a classifier");
  const auto report = drawn.report();
  // Each held-out face is judged once. How well is no matter: training ends elsewhere on other processors.
  ck_assert_uint_eq(report["classifier"]["confusion"].size(), 3);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto row = report["classifier"]["confusion"][k].get<std::vector<int>>();
    ck_assert_int_eq(std::accumulate(row.begin(), row.end(), 0), report["data"]["held_out_faces"][k].get<int>());
  }
  ck_assert(report["model"]["parametrization"] == "linear" && report["model"]["image_size"] == 16);
  ck_assert(report["data"]["emotions"] == Json({"neutral", "happy", "sad"}));
  ck_assert(report["data"]["held_out_by"] == "person");
  ck_assert_uint_eq(report["targets"].size(), 3);
  ck_assert_int_eq(report["targets"][1]["edits"], 4); // two faces of each class, none edited to its own
  double sum = 0;
  for (const auto &target : report["targets"])
    sum += target["score"].get<double>();
  ck_assert_double_eq_tol(report["score"].get<double>(), sum / 3, 1e-3);
  ck_assert_uint_eq(report["growth"]["emotions"].size(), 2);
  ck_assert_uint_eq(report["space_card"]["cells"].size(), 28 * 4);
  const auto page = cv::imread(drawn.path("results/evaluation.png"));
  ck_assert(page.cols == 1240 && page.rows >= 1754);

  const auto first = drawn.read("results/evaluation.json");
  expect(drawn.evaluated("--test_iters 1"), 0, "Classifier: ");
  ck_assert(drawn.read("results/evaluation.json") == first);

  expect(drawn.evaluated("--test_iters 5"), 0, "Score ");
  const auto seven = drawn.report();
  ck_assert(seven["data"]["emotions"] == Json({"neutral", "happy", "sad"}));
  ck_assert(seven["data"]["not_judged"] == Json({"surprise", "fear", "disgust", "anger"}));
}
END_TEST

START_TEST(every_kind_of_space_is_walked) {
  const Scratch scratch;
  const small::Sizes kinds[] = {{}, {true}, {true, 3}, {false, 3}, {false, 2, 7}};
  const auto path = scratch.path("1-G.ckpt");
  write_official_checkpoint(path, small::generator(kinds[_i]));
  auto loaded = saved_generator(scratch.path(""), 1, {}, 16);
  const auto model = ModelAccess::make(std::move(loaded), path);
  const std::vector<std::string> emotions = {"neutral", "happy", "sad"};
  JudgedModel judged(model, emotions, "cpu");
  const auto near = [](const Point &a, const Point &b) {
    return std::abs(a.x - b.x) + std::abs(a.y - b.y) + std::abs(a.z - b.z) < 1e-5F;
  };
  for (int k = 0; k < 3; ++k) {
    const auto place = judged.places()[static_cast<std::size_t>(k)];
    ck_assert(near(place, model.space().point(emotions[static_cast<std::size_t>(k)])));
    ck_assert(near(judged.on_the_way(k, 0), judged.places().front()) && near(judged.on_the_way(k, 1), place));
  }
  for (int step = 0; step < 28; ++step) {
    const auto at = judged.towards(2 * M_PI * step / 28, 1);
    const bool square = model.info().parametrization == Parametrization::Gaussian;
    ck_assert_float_eq_tol(square ? std::max(std::abs(at.x), std::abs(at.y)) : std::hypot(at.x, at.y), 1.F, 1e-5F);
  }

  std::mt19937 random(3);
  const auto drawing = cartoon::draw(1, random);
  Face face;
  face.box = {10, 10, 100, 100};
  for (std::size_t i = 0; i < face.landmarks.size(); ++i)
    face.landmarks[i] = {drawing.points[i].x, drawing.points[i].y};
  const auto crop = judged.crop(drawing.picture, face);
  const auto rendered = judged.render({crop, crop}, {judged.places()[0], judged.places()[1]});
  ck_assert_uint_eq(rendered.size(), 2);
  ck_assert(rendered[0].size() == cv::Size(16, 16) && rendered[0].type() == CV_32FC3);
  auto edited = drawing.picture.clone();
  judged.edit(edited, face, judged.places()[1]);
  ck_assert(cv::norm(edited, drawing.picture, cv::NORM_INF) > 0);
  const cv::Rect corner(0, 0, 4, 4);
  ck_assert(cv::norm(edited(corner), drawing.picture(corner), cv::NORM_INF) == 0);
}
END_TEST

START_TEST(a_picture_without_a_face_can_count_as_one) {
  const cv::Mat blank(60, 80, CV_8UC3, cv::Scalar(90, 120, 150));
  ck_assert(!AlignedCrops(own_alignment(), 64, {}).face_in(blank, "blank.png"));
  const auto whole = AlignedCrops(own_alignment(), 64, {}, true).face_in(blank, "blank.png").value();
  ck_assert(whole.box.x == 0 && whole.box.y == 0 && whole.box.width == 80 && whole.box.height == 60);
}
END_TEST

namespace {

struct Bad {
  const char *flags, *words;
  int status = 1;
};

const Bad bad_calls[] = {
    {"--test_iters 9", "--test_iters can be 1, 2, 3, 4, 5"},
    {"--model nobody", "nobody"},
    {"--test_iters 1 --dataset_root nowhere", "nowhere"},
    {"--test_iters 1 --c_dim 3 --label_names calm,glad,sorry", "enough pictures of: none"},
    {"--test_iters 1 --evaluate_faces 0", "--evaluate_faces: Value 0 is out of range; see", 2},
    {"--test_iters 1 --device cuda:77", "cuda:77"},
    {"--model default --emotions neutral,hapy", "no emotion 'hapy'"},
    {"--test_iters 1 --result_dir training.csv/inside", "cannot be made"},
};

} // namespace

START_TEST(bad_calls_say_what_is_wrong) {
  const Drawn drawn;
  auto flags = std::string(bad_calls[_i].flags);
  if (const auto at = flags.find("training.csv"); at != std::string::npos)
    flags.insert(at, drawn.path(""));
  expect(drawn.evaluated(flags), bad_calls[_i].status, bad_calls[_i].words);
}
END_TEST

const suite::Part part("evaluation", [] {
  Suite *suite = suite_create("evaluation");
  TCase *figures = tcase_create("figures");
  tcase_set_timeout(figures, 60);
  tcase_add_test(figures, faces_are_chosen_evenly);
  tcase_add_loop_test(figures, classifier_and_landmarks_must_both_agree, 0, std::size(judged_edits));
  tcase_add_test(figures, figures_are_rates_and_the_best_paint_is_named);
  tcase_add_test(figures, a_report_is_the_same_in_every_locale);
  tcase_add_loop_test(figures, every_kind_of_space_is_walked, 0, 5);
  tcase_add_test(figures, a_picture_without_a_face_can_count_as_one);
  suite_add_tcase(suite, figures);
  TCase *command = tcase_create("command line");
  tcase_set_timeout(command, 240);
  tcase_add_test(command, a_model_is_judged);
  tcase_add_loop_test(command, bad_calls_say_what_is_wrong, 0, std::size(bad_calls));
  suite_add_tcase(suite, command);
  return suite::run(suite);
});
