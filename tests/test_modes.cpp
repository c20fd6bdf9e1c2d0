// What ganmut-train does beside training, through its command line.
#include "checkpoint/model_file.h"
#include "checkpoint/official_checkpoint.h"
#include "command.h"
#include "scratch.h"
#include "small_states.h"
#include "suite.h"

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
                       "neutral       -0.7612  -0.2534   0.4470   0.3697  -0.1364   0.2198"
                       "  -0.1364   0.6566  -0.2084   0.2198  -0.2084   0.7127\n"
                       "happy         -0.6635  -0.0589   0.5922   0.7534  -0.1756  -0.0147"
                       "  -0.1756   0.1165  -0.0855  -0.0147  -0.0855   0.6692\n"
                       "sad           -0.5363   0.1401   0.7069   0.7335  -0.1493   0.0619"
                       "  -0.1493   0.3841  -0.2860   0.0619  -0.2860   0.5034\n"},
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
  const char *flags, *words;
};

const Bad bad_calls[] = {
    {"--test_iters 9", "--test_iters can be 1, 2, 3, 4, 5"},
    {"--test_iters -1", "test_iters"},
    {"--test_iters 5", "web page"},
    {"--test_iters 1 --emotions calm,glad", "2 emotion names"},
    {"--test_iters 1 --model_save_dir none", "--model_save_dir"},
    {"--mode paint", "mode"},
};

START_TEST(bad_calls_say_what_is_wrong) {
  const Models models;
  const auto result = models.print_axes(bad_calls[_i].flags);
  ck_assert_int_eq(result.status, 1);
  ck_assert_msg(result.output.find(bad_calls[_i].words) != std::string::npos, "%s", result.output.c_str());
}
END_TEST

int main() {
  Suite *suite = suite_create("modes");
  TCase *tests = tcase_create("command line");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, print_axes_prints_a_table_and_nothing_else, 0, std::size(axes));
  tcase_add_loop_test(tests, bad_calls_say_what_is_wrong, 0, std::size(bad_calls));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
