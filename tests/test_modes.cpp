// What ganmut-train does beside training, through its command line.
#include "checkpoint/model_file.h"
#include "checkpoint/official_checkpoint.h"
#include "command.h"
#include "scratch.h"
#include "small_states.h"
#include "suite.h"
#include "training_data.h"

namespace {

/// A folder of saved generators.
struct Models : Scratch {
  Models() {
    ganmut::write_official_checkpoint(path("1-G.ckpt"), small::generator());
    ganmut::write_official_checkpoint(path("2-G.ckpt"), small::generator({true}));
    ganmut::write_official_checkpoint(path("3-G.ckpt"), small::generator({true, 3}));
    auto model = ganmut::read_model(path("1-G.ckpt"));
    model.info.emotions = {"calm", "glad", "sorry"};
    ganmut::save_model(path("4-G.safetensors"), model.info, model.tensors);
    write("5-G.ckpt", "<!doctype html>");
  }

  CommandResult print_axes(const std::string &flags) const {
    return run_command("ganmut-train --mode print_axes --model_save_dir " + path("") + " " + flags);
  }
};

struct Axes {
  const char *flags;
  const char *table; ///< the whole output
};

const Axes axes[] = {
    {"--test_iters 1", "emotion             x        y    theta      rho\n"
                       "neutral        0.0000   0.0000   0.0000   0.0000\n"
                       "happy         -0.9680  -0.2510  -2.8879   1.0000\n"
                       "sad            0.5158  -0.8567  -1.0289   1.0000\n"},
    {"--test-iters=1 --emotions calm,glad,sorry", "emotion             x        y    theta      rho\n"
                                                  "calm           0.0000   0.0000   0.0000   0.0000\n"
                                                  "glad          -0.9680  -0.2510  -2.8879   1.0000\n"
                                                  "sorry          0.5158  -0.8567  -1.0289   1.0000\n"},
    {"--test_iters 2", "emotion             x        y    theta      rho  covariance, row by row\n"
                       "neutral       -0.7612  -0.2534  -2.8203   0.8022   0.4757  -0.3367  -0.3367   0.7823\n"
                       "happy          0.4470  -0.6635  -0.9779   0.8000   0.5019   0.0787   0.0787   0.7781\n"
                       "sad           -0.0589   0.5922   1.6700   0.5951   0.1921  -0.2551  -0.2551   0.5479\n"},
    {"--test_iters 3", "emotion             x        y        z  covariance, row by row\n"
                       "neutral       -0.7612  -0.2534   0.4470   0.1356  -0.0954  -0.2942"
                       "  -0.0954   2.6840   0.1115  -0.2942   0.1115   4.5459\n"
                       "happy         -0.6635  -0.0589   0.5922   0.3018   0.0775  -0.2192"
                       "   0.0775   5.8440   0.7667  -0.2192   0.7667   0.4284\n"
                       "sad           -0.5363   0.1401   0.7069   0.6717   0.4434   0.0008"
                       "   0.4434   0.5208   0.3544   0.0008   0.3544   0.8894\n"},
    {"--test_iters 4 --emotions not,asked,for", "emotion             x        y    theta      rho\n"
                                                "calm           0.0000   0.0000   0.0000   0.0000\n"
                                                "glad          -0.9680  -0.2510  -2.8879   1.0000\n"
                                                "sorry          0.5158  -0.8567  -1.0289   1.0000\n"},
};

} // namespace

START_TEST(print_axes_prints_a_table_and_nothing_else) {
  const Models models;
  const auto result = models.print_axes(axes[_i].flags);
  ck_assert_int_eq(result.status, 0);
  suite::expect_text(result.output, axes[_i].table);
}
END_TEST

struct Bad {
  const char *flags;
  int status;
  const char *words;
};

const Bad bad_calls[] = {
    {"--test_iters 9", 1, "--test_iters can be 1, 2, 3, 4, 5"},
    {"--test_iters -1", 2, "test_iters"},
    {"--test_iters 5", 1, "web page"},
    {"--test_iters 1 --emotions calm,glad", 1, "2 emotion names"},
    {"--test_iters 1 --model_save_dir none", 1, "--model_save_dir"},
    {"--mode paint", 2, "mode"},
    {"--test_iters 1 --recipe cake", 2, "recipe"},
    {"--test_iters 1 --recipe warp --output residual", 2, "--output warp only"},
    {"--test_iters 1 --recipe official --output warp", 2, "--recipe warp"},
    {"--test_iters 1 --tridimensional true --output warp", 2, "--tridimensional"}, // a flag of the other recipe
};

/// A data set of 7 pictures, the first one plain orange, and models for it.
struct Gallery : Models {
  Gallery() {
    training_data::write(*this, 7, 3, 40);
    cv::imwrite(path("imgs/0.png"), cv::Mat(40, 40, CV_8UC3, cv::Scalar(20, 120, 240)));
    auto model = ganmut::read_model(path("1-G.ckpt"));
    model.info.alignment = ganmut::alignment_from(
        R"({"kind":"similarity","right_eye":[0.35,0.4],"left_eye":[0.65,0.4],"nose":[0.5,0.55]})");
    model.info.emotions = {"sad", "neutral", "happy"};
    model.info.image_size = 24;
    ganmut::save_model(path("6-G.safetensors"), model.info, model.tensors);
  }

  CommandResult test(const std::string &flags) const {
    return run_command("ganmut-train --mode test --device cpu --imgs_folder imgs --dataset_root " + path("") +
                       " --model_save_dir " + path("") + " --result_dir " + path("results") + " " + flags);
  }

  cv::Mat sheet(int number) const { return cv::imread(path("results/" + std::to_string(number) + "-images.jpg")); }
};

struct Rendering {
  const char *flags;
  int sheets, columns, last_rows, side;
};

const Rendering renderings[] = {
    {"--test_iters 1 --image_size 16", 1, 4, 7, 16},
    {"--test_iters 2 --image_size 16 --batch_size 3", 3, 4, 1, 16},
    {"--test_iters 3 --image_size 16 --batch_size 6", 2, 4, 1, 16},
    {"--test_iters 6 --batch_size 4", 2, 4, 3, 24},
    {"--test_iters 6 --batch_size 4 --recipe warp", 2, 4, 3, 24}, // the model says what it is
};

START_TEST(test_renders_every_picture_to_every_emotion) {
  const auto &[flags, sheets, columns, last_rows, side] = renderings[_i];
  const Gallery gallery;
  const auto result = gallery.test(flags);
  ck_assert_msg(result.status == 0, "%s", result.output.c_str());
  ck_assert_msg(result.output.find("7 pictures on") != std::string::npos, "%s", result.output.c_str());
  const auto last = gallery.sheet(sheets);
  ck_assert_int_eq(last.cols, columns * side);
  ck_assert_int_eq(last.rows, last_rows * side);
  ck_assert(gallery.sheet(sheets + 1).empty());
  const auto colour = gallery.sheet(1).at<cv::Vec3b>(side / 2, side / 2); // the original on the left
  for (int channel = 0; channel < 3; ++channel)
    ck_assert_int_le(std::abs(colour[channel] - std::array<int, 3>{20, 120, 240}[channel]), 12);
}
END_TEST

START_TEST(test_takes_the_held_out_part) {
  const Gallery gallery;
  const auto result = gallery.test("--test_iters 1 --image_size 16 --held_out 0.5 --held_out_by file");
  ck_assert_msg(result.status == 0, "%s", result.output.c_str());
  const auto rows = gallery.sheet(1).rows / 16;
  ck_assert(rows > 0 && rows < 7);
}
END_TEST

START_TEST(test_leaves_out_what_it_cannot_use_and_says_so) {
  const Gallery gallery;
  gallery.write("imgs/3.png", "<html>");
  const auto stopped = gallery.test("--test_iters 1 --image_size 16");
  ck_assert_int_eq(stopped.status, 1);
  ck_assert_msg(stopped.output.find("imgs/3.png") != std::string::npos, "%s", stopped.output.c_str());
  const auto skipped = gallery.test("--test_iters 1 --image_size 16 --unreadable skip");
  ck_assert_msg(skipped.output.find("left out: 1 pictures (0 missing, 1 damaged, 0 without a face)") !=
                    std::string::npos,
                "%s", skipped.output.c_str());
  std::filesystem::remove(gallery.path("landmarks.csv"));
  const auto unaligned = gallery.test("--test_iters 6");
  ck_assert_msg(unaligned.status == 1 && unaligned.output.find("no face that can be found") != std::string::npos, "%s",
                unaligned.output.c_str());
}
END_TEST

START_TEST(help_shows_the_flags_of_the_recipe) {
  const auto official = run_command("ganmut-train --help"), warp = run_command("ganmut-train --recipe warp --help"),
             alias = run_command("ganmut-train --output warp --help");
  for (const auto *result : {&official, &warp, &alias})
    ck_assert_int_eq(result->status, 0);
  ck_assert(official.output.find("--parametrization") != std::string::npos &&
            official.output.find("--d_first") == std::string::npos);
  ck_assert(warp.output.find("--parametrization") == std::string::npos &&
            warp.output.find("--d_first") != std::string::npos);
  suite::expect_text(alias.output, warp.output.c_str());
  ck_assert_int_eq(run_command("ganmut-train --version").output.rfind("ganmut-train ", 0), 0);
}
END_TEST

START_TEST(bad_calls_say_what_is_wrong) {
  const Models models;
  const auto result = models.print_axes(bad_calls[_i].flags);
  ck_assert_int_eq(result.status, bad_calls[_i].status);
  ck_assert_msg(result.output.find(bad_calls[_i].words) != std::string::npos, "%s", result.output.c_str());
}
END_TEST

int main() {
  Suite *suite = suite_create("modes");
  TCase *tests = tcase_create("command line");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, print_axes_prints_a_table_and_nothing_else, 0, std::size(axes));
  tcase_add_loop_test(tests, test_renders_every_picture_to_every_emotion, 0, std::size(renderings));
  tcase_add_test(tests, test_takes_the_held_out_part);
  tcase_add_test(tests, test_leaves_out_what_it_cannot_use_and_says_so);
  tcase_add_test(tests, help_shows_the_flags_of_the_recipe);
  tcase_add_loop_test(tests, bad_calls_say_what_is_wrong, 0, std::size(bad_calls));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
