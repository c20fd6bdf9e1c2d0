// The tool, through its command line.
#include <filesystem>

#include "checkpoint/model_file.h"
#include "checkpoint/official_checkpoint.h"
#include "command.h"
#include "legacy_file.h"
#include "scratch.h"
#include "small_states.h"
#include "suite.h"

namespace {

/// Some official files, good and bad.
struct Files : Scratch {
  Files() {
    ganmut::write_official_checkpoint(path("linear.ckpt"), small::generator());
    ganmut::write_official_checkpoint(path("solid.ckpt"), small::generator({true, 3, 4, 2, 1}));
    auto official = small::generator({true, 3, 4, 2, 1});
    official.erase(official.begin()); // the official 3-D code does not save its covariances
    ganmut::write_official_checkpoint(path("solid_official.ckpt"), official);
    ganmut::write_official_checkpoint(path("discriminator.ckpt"),
                                      {{"conv1.weight", small::tensor({1})}, {"conv2.weight", small::tensor({1})}});
    write("page.ckpt", "<!doctype html>");
    write("cut.ckpt", read("linear.ckpt").substr(0, 5000));
    write("hostile.ckpt", legacy::file(legacy::text("a") + "cos\nsystem\n" + legacy::text("true") + "\x85R", "", ""));
  }

  CommandResult run(const std::string &arguments) const {
    return run_command("cd " + path("") + " && ganmut-model " + arguments);
  }
};

void expect_words(const CommandResult &result, int status, const std::vector<const char *> &words) {
  ck_assert_msg(result.status == status, "status %d: %s", result.status, result.output.c_str());
  for (const char *word : words)
    ck_assert_msg(result.output.find(word) != std::string::npos, "no '%s' in: %s", word, result.output.c_str());
}

struct Bad {
  const char *arguments;
  const char *words;
};

const Bad bad_calls[] = {
    {"info none.ckpt", "'none.ckpt' does not exist"},
    {"info nobody", "No model is named 'nobody'"},
    {"info ./", "folder"},
    {"info page.ckpt", "web page"},
    {"info cut.ckpt", "'cut.ckpt'"},
    {"info hostile.ckpt", "os.system"},
    {"info discriminator.ckpt", "a discriminator"},
    {"convert linear.ckpt out.ckpt", "must end in .safetensors"},
    {"convert linear.ckpt out.safetensors --emotions calm", "has 3 emotions"},
    {"convert linear.ckpt out.safetensors --emotions calm,glad,glad", "two emotions"},
    {"convert linear.ckpt out.safetensors --alignment round", "valid: box"},
    {"convert linear.ckpt none/out.safetensors", "cannot be written"},
};

const Bad wrong_usage[] = {
    {"", "A subcommand is required"},
    {"info", "FILE is required"},
    {"convert linear.ckpt", "OUT is required"},
    {"info linear.ckpt solid.ckpt", "The argument 'solid.ckpt' is one too many"},
    {"convert linear.ckpt out.safetensors --width 16", "There is no option --width"},
    {"show linear.ckpt", "A subcommand is required"},
};

} // namespace

START_TEST(info_prints_everything_and_the_emotions) {
  const Files files;
  expect_words(files.run("info linear.ckpt"), 0,
               {"format version   1\n",
                "parametrization  linear\n",
                "dimensions       2\n",
                "classes          3\n",
                "width            2\n",
                "blocks           1\n",
                "conditioning     planes\n",
                "output           direct\n",
                "image size       128\n",
                "colour order     BGR\n",
                "alignment        box\n",
                "emotions         neutral, happy, sad\n",
                "storage          float32\n",
                "licence ",
                "training ",
                "sha256 ",
                "theta      rho\n",
                "neutral        0.0000   0.0000   0.0000   0.0000\n",
                "\nhappy ",
                "1.0000\n"});
  expect_words(files.run("info solid.ckpt"), 0, {"gaussian", "dimensions       3\n", " z ", "covariance"});
}
END_TEST

START_TEST(info_prints_what_emotions_add) {
  const Files files;
  ganmut::ModelInfo info;
  info.classes = 3;
  info.width = 2;
  info.blocks = 1;
  info.output = ganmut::OutputKind::Layers;
  info.image_size = 16;
  info.emotions = {"neutral", "happy", "sad"};
  info.units = {"jawOpen", "mouthSmile_L"};
  info.storage = "float32";
  const auto rows = ganmut::stored_from({0, 0, 0.25F, -0.75F, 0.02F, 1}, {3, 2}, ganmut::DType::F32);
  ganmut::save_model(files.path("layers.safetensors"), info,
                     {{"axes.weight", small::tensor({2, 2})},
                      {"caps", small::tensor({2})},
                      {"companions", small::tensor({2, 2})},
                      {"expressions", rows},
                      {"maps", small::tensor({6, 5, 8, 8})}});
  expect_words(files.run("info layers.safetensors"), 0,
               {"output           layers\n", "units            2: jawOpen, mouthSmile_L\n", "\nneutral      nothing\n",
                "\nhappy        mouthSmile_L -0.75, jawOpen 0.25\n", "\nsad          mouthSmile_L 1.00\n"});
}
END_TEST

START_TEST(convert_imports) {
  const Files files;
  expect_words(files.run("convert linear.ckpt own.safetensors --half --emotions 'calm, glad, cross' --licence CC0-1.0"),
               0, {"calm, glad, cross"});
  expect_words(files.run("info own.safetensors"), 0,
               {"storage          float16\n", "licence          CC0-1.0\n", "emotions         calm, glad, cross\n"});
  expect_words(
      files.run("convert own.safetensors own.safetensors --alignment "
                "'{\"kind\":\"similarity\",\"right_eye\":[0.3,0.4],\"left_eye\":[0.7,0.4],\"nose\":[0.5,0.6]}'"),
      0, {});
  expect_words(files.run("info own.safetensors"), 0, {"similarity", "storage          float16\n", "calm"});
}
END_TEST

START_TEST(a_calibration_goes_with_its_emotion) {
  const Files files;
  auto model = ganmut::read_model(files.path("linear.ckpt"));
  model.info.emotions = {"calm", "glad", "cross"};
  model.info.calibration = {{"cross", {0, 0.25F, 1}}};
  ganmut::save_model(files.path("own.safetensors"), model.info, model.tensors);
  expect_words(files.run("convert own.safetensors own.safetensors --emotions calm,cross,angry"), 0, {});
  expect_words(files.run("info own.safetensors"), 0, {"equal steps of change\nangry        0.00 0.25 1.00\n"});
}
END_TEST

START_TEST(what_an_import_could_not_keep_is_said_once) {
  const Files files;
  const char *warning = "warning: The official 3-D code did not save its covariances";
  expect_words(files.run("info solid_official.ckpt"), 0, {warning, "dimensions       3\n"});
  expect_words(files.run("convert solid_official.ckpt own.safetensors"), 0, {warning, "holds 4 emotions"});
  const auto own = files.run("info own.safetensors");
  expect_words(own, 0, {"dimensions       3\n"});
  ck_assert(own.output.find("warning") == std::string::npos);
}
END_TEST

START_TEST(a_bad_file_gives_one_sentence_and_status_1) {
  const Files files;
  const auto result = files.run(bad_calls[_i].arguments);
  expect_words(result, 1, {"ganmut-model: ", bad_calls[_i].words});
  const auto end = result.output.find('\n'); // below it, only the technical detail
  ck_assert_msg(end + 1 == result.output.size() || result.output.compare(end, 3, "\n  ") == 0, "%s",
                result.output.c_str());
  ck_assert_msg(!std::filesystem::exists(files.path("out.safetensors")), "a file is left behind");
}
END_TEST

START_TEST(wrong_usage_gives_one_sentence_and_status_2) {
  const Files files;
  const auto result = files.run(wrong_usage[_i].arguments);
  ck_assert_int_eq(result.status, 2);
  suite::expect_text(result.output,
                     std::string("ganmut-model: ") + wrong_usage[_i].words + "; see ganmut-model --help.\n");
}
END_TEST

START_TEST(help_has_sections_and_version_a_number) {
  const Files files;
  expect_words(files.run("--help"), 0, {"Usage: ganmut-model [OPTIONS] COMMAND", "\nCommands:\n", "info", "convert"});
  expect_words(files.run("convert --help"), 0,
               {"Usage: ganmut-model convert [OPTIONS] IN OUT\n", "\nArguments:\n", "--licence TEXT"});
  expect_words(files.run("--version"), 0, {"ganmut-model 0.", "LibTorch"});
}
END_TEST

START_TEST(a_full_disk_is_a_failure) {
  const Files files;
  expect_words(run_command("cd " + files.path("") + " && (ganmut-model info linear.ckpt >/dev/full)"), 1,
               {"ganmut-model: What was to be printed cannot be"});
}
END_TEST

int main() {
  Suite *suite = suite_create("ganmut-model");
  TCase *tests = tcase_create("tool");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, info_prints_everything_and_the_emotions);
  tcase_add_test(tests, info_prints_what_emotions_add);
  tcase_add_test(tests, convert_imports);
  tcase_add_test(tests, a_calibration_goes_with_its_emotion);
  tcase_add_test(tests, what_an_import_could_not_keep_is_said_once);
  tcase_add_loop_test(tests, a_bad_file_gives_one_sentence_and_status_1, 0, std::size(bad_calls));
  tcase_add_loop_test(tests, wrong_usage_gives_one_sentence_and_status_2, 0, std::size(wrong_usage));
  tcase_add_test(tests, help_has_sections_and_version_a_number);
  tcase_add_test(tests, a_full_disk_is_a_failure);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
