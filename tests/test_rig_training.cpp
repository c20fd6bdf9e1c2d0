// ganmut-train --recipe rig from its command line, on a toy rig and faces made here.
#include <random>
#include <sstream>

#include <ganmut/face_editor.h>
#include <opencv2/imgcodecs.hpp>

#include "checkpoint/model_file.h"
#include "loss_file.h"
#include "scratch.h"
#include "suite.h"
#include "toy_rig.h"
#include "trainer/rig/rig_fit.h"
#include "training_command.h"

using namespace ganmut;

namespace {

constexpr int faces = 24;

/// What the toy rig can do, named.
constexpr char emotions[] = R"({"emotions": [
  {"name": "neutral", "adds": ""},
  {"name": "happy", "adds": "mouthSmile=0.8"},
  {"name": "surprise", "adds": "jawOpen=0.7"},
  {"name": "contempt", "adds": "mouthSmile_L=0.6"}]})";

const training::Kind rig_kind = {
    "rig", " --recipe rig --image_size 32 --g_conv_dim 8 --g_repeat_num 1 --d_conv_dim 4 --reconstructions 2"
           " --sense_iters 20 --map_lessons 64 --adversarial_from 1 --num_workers 1 --worst_fits 0.1"};

/// A data set of noise in which a landmarks.csv sees faces of the toy rig.
class Faces {
public:
  Faces(const Scratch &scratch, std::string folder) : scratch_(scratch), folder_(std::move(folder)) {
    landmarks_ << "image,x,y,w,h,points\n";
  }
  ~Faces() { scratch_.write(folder_ + "landmarks.csv", landmarks_.str()); }

  /// One with an identity and a place of its own. `open`: whether its mouth is.
  void add(const std::string &name, bool open) {
    RigFit face;
    face.identity = {part() - 0.5F, part() - 0.5F};
    face.expression = {part(), part(), open ? 0.5F + 0.5F * part() : 0.F};
    face.rotation = cv::Matx33f::eye();
    face.scale = 5.F + part();
    face.shift = {60.F + part(), 60.F + part()};
    cv::Mat picture(120, 120, CV_8UC3);
    pixels_.fill(picture, cv::RNG::UNIFORM, 60, 200);
    const auto path = scratch_.path(folder_ + name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    cv::imwrite(path, picture);
    landmarks_ << name << ",20,20,80,80";
    for (const auto &point : fitted_landmarks(rig_, face))
      landmarks_ << ',' << point.x << ',' << point.y;
    landmarks_ << '\n';
  }

private:
  float part() { return std::uniform_real_distribution<float>(0.F, 1.F)(random_); }

  const Scratch &scratch_;
  const std::string folder_;
  const FaceRig rig_ = toy_rig();
  std::mt19937 random_{3};
  cv::RNG pixels_{5};
  std::ostringstream landmarks_;
};

/// Every second one has its mouth open.
void write_faces(const Scratch &scratch) {
  std::ostringstream table;
  table << "subDirectory_filePath,expression\n";
  Faces set(scratch, "");
  for (int i = 0; i < faces; ++i) {
    const auto name = "imgs/" + std::to_string(i) + ".png";
    set.add(name, i % 2 != 0);
    table << name << ',' << i % 2 << '\n';
  }
  scratch.write("training.csv", table.str());
}

/// People with shut and with open mouths; of one there is no neutral photograph.
void write_pairs(const Scratch &scratch) {
  Faces set(scratch, "pairs/");
  for (const std::string person : {"a.png", "b.png", "c.png"}) {
    set.add("smiling/" + person, true);
    if (person != "c.png")
      set.add("neutral/" + person, false);
  }
}

/// A scratch folder with rig, table of emotions and faces.
struct Workshop {
  Workshop() {
    std::filesystem::create_directories(scratch.path("rig"));
    write_toy_rig(scratch.path("rig"));
    scratch.write("emotions.json", emotions);
    write_faces(scratch);
  }

  CommandResult train(const std::string &folder, const std::string &more) const {
    return training::train(scratch, rig_kind, folder,
                           "--rig " + scratch.path("rig") + " --expressions " + scratch.path("emotions.json") +
                               " --cache " + scratch.path("crops") + " " + more);
  }

  Scratch scratch;
};

struct BadInput {
  const char *flags, *words;
  int status = 1;
};

const BadInput bad_inputs[] = {
    {"--rig nowhere", "nowhere"},
    {"--rig ''", "--rig must name"},
    {"--expressions nowhere.json", "nowhere.json"},
    {"--emotions happy,surprise", "must hold neutral"},
    {"--emotions neutral,furious", "furious"},
    {"--image_size 36", "multiple of 8"},
    {"--g_conv_dim 12", "multiple of 8"},
    {"--pairs_root nowhere", "nowhere"},
    {"--init default", "no model of layers"},
    {"--distill default", "no model of layers"},
    {"--output warp", "leave --output out", 2},
    {"--lambda_landmarks 1", "lambda_landmarks", 2},
};

} // namespace

START_TEST(a_run_saves_a_model_that_edits) {
  const Workshop workshop;
  training::expect(workshop.train("run", "--num_iters 3 --sample_step 3"), 0);
  const auto model = Model::load(workshop.scratch.path("run/3-G.safetensors"));
  ck_assert(model.info().output == OutputKind::Layers);
  ck_assert(model.info().units == std::vector<std::string>({"mouthSmile_L", "mouthSmile_R", "jawOpen"}));
  ck_assert(model.info().emotions == std::vector<std::string>({"neutral", "happy", "surprise", "contempt"}));
  ck_assert_uint_eq(model.space().emotions().size(), 4);

  const auto sheet = cv::imread(workshop.scratch.path("run/3-images.jpg"));
  ck_assert_int_eq(sheet.cols, 5 * 32); // original, four emotions
  ck_assert_int_eq(sheet.rows, 12 * 32);
  const auto losses = losses_of(workshop.scratch.path("run/losses.csv"));
  ck_assert(losses.count("1,G/flow") == 1 && losses.count("1,G/adv") == 0 && losses.count("2,G/adv") == 1);
}
END_TEST

START_TEST(a_model_is_tested_on_a_data_set) {
  const Workshop workshop;
  training::expect(workshop.train("run", "--num_iters 1"), 0);
  training::expect(
      workshop.train("run", "--mode test --batch_size 20 --model " + workshop.scratch.path("run/1-G.safetensors")), 0,
      "24 pictures on 2 sheets");
  const auto sheet = cv::imread(workshop.scratch.path("run/1-images.jpg"));
  ck_assert_int_eq(sheet.cols, 5 * 32);
  ck_assert_int_eq(sheet.rows, 20 * 32);
}
END_TEST

START_TEST(a_stopped_run_goes_on_bit_for_bit) {
  const Workshop workshop;
  const std::string flags = "--num_iters 8 --emotions_from 0";
  training::expect(workshop.train("whole", flags + " --model_save_step 6"), 0);
  training::expect(workshop.train("parts", flags + " --model_save_step 6"), 0);
  std::filesystem::remove(workshop.scratch.path("parts/8-state.safetensors"));
  training::expect(workshop.train("parts", flags + " --resume auto"), 0, "Going on after iteration 6");
  training::expect_same_state(workshop.scratch.path("whole/8-state.safetensors"),
                              workshop.scratch.path("parts/8-state.safetensors"));
}
END_TEST

/// How far the rows of two models, what their emotions add, are apart at most: a number an emotion.
std::vector<float> apart(const std::string &one, const std::string &other) {
  const auto a = read_model(one), b = read_model(other);
  const auto rows = expressions_of(a.info, a.tensors), others = expressions_of(b.info, b.tensors);
  std::vector<float> most(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t unit = 0; unit < rows[i].size(); ++unit)
      most[i] = std::max(most[i], std::abs(rows[i][unit] - others[i][unit]));
  return most;
}

START_TEST(labels_teach_what_emotions_are) {
  const Workshop workshop; // photographs are neutral or happy
  const std::string flags =
      "--num_iters 40 --warmup 0 --adversarial_from 0 --emotions_from 0 --lambda_prior 0 --parametrization ";
  for (const std::string space : {"linear", "gaussian"}) {
    training::expect(workshop.train("learned" + space, flags + space), 0);
    training::expect(workshop.train("given" + space, flags + space + " --lambda_cls 0 --lambda_code 0"), 0);
    const auto path = [&](const std::string &run) { return workshop.scratch.path(run + space + "/40-G.safetensors"); };
    const auto moved = apart(path("learned"), path("given"));
    ck_assert_float_gt(moved[1], 1e-3F);
    for (const std::size_t unlabelled : {0, 2, 3}) // and neutral is neutral
      ck_assert_float_le(moved[unlabelled], 1e-4F);

    const auto emotions = Model::load(path("learned")).space().emotions();
    for (std::size_t i = 1; i < emotions.size(); ++i)
      for (std::size_t k = 1; k < i; ++k) {
        const cv::Vec2d a(emotions[i].where.x, emotions[i].where.y), b(emotions[k].where.x, emotions[k].where.y);
        ck_assert_double_lt(a.dot(b) / (cv::norm(a) * cv::norm(b)), std::cos(M_PI / 4) + 1e-3);
      }
  }
}
END_TEST

START_TEST(a_gaussian_space_needs_no_labels) {
  const Workshop workshop;
  std::filesystem::remove(workshop.scratch.path("training.csv"));
  training::expect(workshop.train("run", "--num_iters 1 --parametrization gaussian"), 0, "0 neutral photographs");
  const auto model = Model::load(workshop.scratch.path("run/1-G.safetensors"));
  ck_assert(model.space().parametrization() == Parametrization::Gaussian);
  const auto happy = model.space().point("happy");
  suite::expect_text(model.space().describe(happy).front().name, "happy");
  ck_assert_float_gt(model.space().describe(happy).front().share, 0.9F);
}
END_TEST

START_TEST(weights_serve_other_emotions_and_another_layout) {
  const Workshop workshop;
  training::expect(workshop.train("run", "--num_iters 1"), 0, "The sense's mean error");
  const auto more = workshop.train("more", "--num_iters 1 --parametrization gaussian --emotions neutral,contempt,happy"
                                           " --init " +
                                               workshop.scratch.path("run/1-G.safetensors"));
  training::expect(more, 0);
  ck_assert_msg(more.output.find("The sense's mean error") == std::string::npos, "%s", more.output.c_str());
  const auto model = Model::load(workshop.scratch.path("more/1-G.safetensors"));
  ck_assert(model.info().emotions == std::vector<std::string>({"neutral", "contempt", "happy"}));
  ck_assert(model.space().parametrization() == Parametrization::Gaussian);
}
END_TEST

START_TEST(a_smaller_model_learns_from_a_larger_one) {
  const Workshop workshop;
  training::expect(workshop.train("run", "--num_iters 1 --g_conv_dim 16"), 0);
  const auto larger = workshop.scratch.path("run/1-G.safetensors");
  const auto result = workshop.train("small", "--num_iters 2 --model_save_step 1 --distill " + larger);
  training::expect(result, 0);
  ck_assert_msg(result.output.find("The sense's mean error") == std::string::npos, "%s", result.output.c_str());
  const auto losses = losses_of(workshop.scratch.path("small/losses.csv"));
  for (const auto *term : {"1,G/larger_flow", "1,G/larger_gain", "1,G/larger_matte", "1,G/larger_paint"})
    ck_assert_msg(losses.count(term) == 1, "%s", term);
  const auto info = Model::load(workshop.scratch.path("small/2-G.safetensors")).info();
  ck_assert_int_eq(info.width, 8);
  ck_assert_msg(info.training.find("distilled from 1-G") != std::string::npos, "%s", info.training.c_str());
  // A stopped run goes on with its larger model.
  std::filesystem::remove(workshop.scratch.path("small/2-state.safetensors"));
  training::expect(workshop.train("small", "--num_iters 2 --resume auto --distill " + larger), 0, "after iteration 1");
  training::expect(workshop.train("other", "--num_iters 1 --image_size 40 --distill " + larger), 1, "--image_size");
}
END_TEST

START_TEST(pairs_of_photographs_teach) {
  const Workshop workshop;
  write_pairs(workshop.scratch);
  const auto pairs = " --pairs_root " + workshop.scratch.path("pairs");
  training::expect(workshop.train("run", "--num_iters 3 --pairs_share 1" + pairs), 0, "The rig fits");
  const auto losses = losses_of(workshop.scratch.path("run/losses.csv"));
  ck_assert_double_gt(losses.at("1,G/paint"), 0);
}
END_TEST

START_TEST(bad_input_is_named) {
  const auto &bad = bad_inputs[_i];
  const Workshop workshop;
  training::expect(workshop.train("run", std::string("--num_iters 1 ") + bad.flags), bad.status, bad.words);
}
END_TEST

int main() {
  Suite *rig = suite_create("rig-training");
  TCase *tests = tcase_create("command line");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, a_run_saves_a_model_that_edits);
  tcase_add_test(tests, a_model_is_tested_on_a_data_set);
  tcase_add_test(tests, a_stopped_run_goes_on_bit_for_bit);
  tcase_add_test(tests, labels_teach_what_emotions_are);
  tcase_add_test(tests, a_gaussian_space_needs_no_labels);
  tcase_add_test(tests, weights_serve_other_emotions_and_another_layout);
  tcase_add_test(tests, a_smaller_model_learns_from_a_larger_one);
  tcase_add_test(tests, pairs_of_photographs_teach);
  tcase_add_loop_test(tests, bad_input_is_named, 0, std::size(bad_inputs));
  suite_add_tcase(rig, tests);
  return suite::run(rig);
}
