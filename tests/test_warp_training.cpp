// ganmut-train --recipe warp from its command line, on pictures made here.
#include <cmath>

#include <opencv2/imgcodecs.hpp>

#include <ganmut/model.h>

#include "command.h"
#include "loss_file.h"
#include "scratch.h"
#include "suite.h"
#include "training_data.h"

using namespace ganmut;

namespace {

constexpr int faces = 150;
#define SMALL "--image_size 32 --emotions neutral,happy,surprise "

CommandResult train(const Scratch &scratch, const std::string &more) {
  return run_command("ganmut-train --recipe warp --dataset_root " + scratch.path("") + " --model_save_dir " +
                     scratch.path("models") + " --sample_dir " + scratch.path("samples") + " --log_dir " +
                     scratch.path("logs") + " --result_dir " + scratch.path("results") +
                     " --g_conv_dim 8 --g_repeat_num 1 --d_conv_dim 8"
                     " --batch_size 4 --log_step 1 --sample_step 2 --model_save_step 2 " +
                     more);
}

struct BadInput {
  const char *file, *content, *flags, *words;
  int status = 1;
};

const BadInput bad_inputs[] = {
    {"training.csv", "subDirectory_filePath,expression\nimgs/0.png,smiling\n", SMALL, "training.csv"},
    {"landmarks.csv", "image,x\nimgs/0.png,1\n", SMALL, "line 2"},
    {"imgs/1.png", "<html>", SMALL, "1.png"},
    {"extra", "", "--emotions neutral,happy,furious", "furious"},
    {"extra", "", "--emotions happy,surprise,neutral", "begin with neutral"},
    {"extra", "", "--image_size 32 --emotions neutral,happy,fear", "no face of 'fear'"},
    {"extra", "", "--image_size 42", "multiple of 4"},
    {"extra", "", SMALL "--init default", "must be the same"},
    {"extra", "", SMALL "--shown_classes 2", "shown_classes", 2},
    {"extra", "", SMALL "--shift_factors happy:beak:2", "'happy:beak:2' cannot be understood"},
    {"extra", "", SMALL "--shift_factors *:1,happy", "'happy' cannot be understood"},
    {"extra", "", SMALL "--shift_factors happy:much", "'happy:much' cannot be understood"},
    {"broken.safetensors", "no checkpoint", SMALL "--resume BROKEN", "broken.safetensors"},
};

struct RecipeOption {
  const char *flags, *term;
  bool always; ///< the term is in a run without the flag as well
};

const RecipeOption recipe_options[] = {
    {"--lambda_strength 1", "G/strength", false},    {"--lambda_rec 1", "G/rec", false},
    {"--lambda_identity 1", "G/identity", false},    {"--lambda_consistency 1", "G/consistency", false},
    {"--shown_classes 0", "D/loss", true},           {"--lambda_code 1", "G/code", true},
    {"--local_discriminators false", "G/adv", true}, {"--shift_factors surprise:mouth:2", "G/landmarks", true},
};

} // namespace

START_TEST(a_run_saves_a_model_and_goes_on_from_its_state) {
  const Scratch scratch;
  training_data::write(scratch, faces, 4); // neutral, happy, sad, surprise
  auto result = train(scratch, SMALL "--num_iters 2");
  ck_assert_msg(result.status == 0, "%s", result.output.c_str());
  ck_assert_msg(result.output.find("37 rows of other classes") != std::string::npos, "%s", result.output.c_str());

  const auto model = Model::load(scratch.path("models/2-G.safetensors"));
  ck_assert(model.info().conditioning == Conditioning::Film && model.info().output == OutputKind::Warp);
  ck_assert_int_eq(model.info().image_size, 32);
  const auto surprise = model.space().point("surprise");
  ck_assert_float_eq_tol(std::hypot(surprise.x, surprise.y), 1.F, 1e-3);

  const auto sheet = cv::imread(scratch.path("samples/2-images.jpg"));
  ck_assert_int_eq(sheet.cols, 4 * 32); // original, three emotions

  result = train(scratch, SMALL "--num_iters 4 --resume " + scratch.path("models/2-state.safetensors"));
  ck_assert_msg(result.status == 0, "%s", result.output.c_str());
  ck_assert_msg(result.output.find("Iteration [3/4]") != std::string::npos, "%s", result.output.c_str());
  ck_assert(std::filesystem::exists(scratch.path("models/4-G.safetensors")));
}
END_TEST

START_TEST(discriminators_can_learn_first) {
  const Scratch scratch;
  training_data::write(scratch, faces, 4);
  const auto result = train(scratch, SMALL "--num_iters 3 --d_first 2");
  ck_assert_msg(result.status == 0, "%s", result.output.c_str());
  const auto losses = losses_of(scratch.path("logs/losses.csv"));
  ck_assert(losses.count("1,D/loss") == 1 && losses.count("2,D/loss") == 1);
  ck_assert(losses.count("2,G/adv") == 0 && losses.count("3,G/adv") == 1);
}
END_TEST

START_TEST(options_of_the_recipe_change_what_is_learnt) {
  const Scratch scratch;
  training_data::write(scratch, faces, 4);
  const auto losses_with = [&](const std::string &flags) {
    const auto result = train(scratch, SMALL "--num_iters 3 --threads 1 --device cpu " + flags);
    ck_assert_msg(result.status == 0, "%s", result.output.c_str());
    return losses_of(scratch.path("logs/losses.csv"));
  };
  const auto plain = losses_with("");
  ck_assert(losses_with("") == plain);
  for (const auto &option : recipe_options) {
    const auto losses = losses_with(option.flags);
    ck_assert_msg(losses.at("3,G/landmarks") != plain.at("3,G/landmarks"), "%s", option.flags);
    const auto term = std::string("1,") + option.term;
    ck_assert_msg(losses.count(term) == 1, "%s: no %s", option.flags, term.c_str());
    ck_assert_msg(option.always == (plain.count(term) == 1), "%s", term.c_str());
  }
}
END_TEST

START_TEST(bad_input_is_named) {
  const auto &bad = bad_inputs[_i];
  const Scratch scratch;
  training_data::write(scratch, faces, 4); // neutral, happy, sad, surprise
  scratch.write(bad.file, bad.content);
  std::string flags = bad.flags;
  if (const auto at = flags.find("BROKEN"); at != std::string::npos)
    flags.replace(at, 6, scratch.path(bad.file));
  const auto result = train(scratch, "--num_iters 1 " + flags);
  ck_assert_int_eq(result.status, bad.status);
  ck_assert_msg(result.output.find(bad.words) != std::string::npos, "%s", result.output.c_str());
}
END_TEST

int main() {
  Suite *warp = suite_create("warp-training");
  TCase *tests = tcase_create("command line");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, a_run_saves_a_model_and_goes_on_from_its_state);
  tcase_add_test(tests, discriminators_can_learn_first);
  tcase_add_test(tests, options_of_the_recipe_change_what_is_learnt);
  tcase_add_loop_test(tests, bad_input_is_named, 0, std::size(bad_inputs));
  suite_add_tcase(warp, tests);
  return suite::run(warp);
}
