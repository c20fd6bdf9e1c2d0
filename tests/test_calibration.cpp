// Intensities as parts of the change that is seen: the curve, and a model that is measured.
#include "checkpoint/model_file.h"
#include "command.h"
#include "scratch.h"
#include "suite.h"
#include "trainer/evaluation/calibration.h"

using ganmut::Model;

namespace {

struct Case {
  const char *what;
  std::vector<double> growth;
  std::vector<float> calibration;
};

const Case cases[] = {
    {"even growth", {0, 0.25, 0.5, 0.75, 1}, {0, 0.25F, 0.5F, 0.75F, 1}},
    {"a late start", {0, 0, 0, 0.5, 1}, {0, 0.625F, 0.75F, 0.875F, 1}},
    {"an early end", {0, 0.8, 1, 1, 1}, {0, 0.078125F, 0.15625F, 0.234375F, 1}},
    {"beyond and back", {0, 0.5, 1.2, 1.1, 1}, {0, 0.125F, 0.25F, 0.33928571F, 1}},
    {"back at the start", {0, -0.1, 0.5, 0.75, 1}, {0, 0.375F, 0.5F, 0.75F, 1}},
};

} // namespace

START_TEST(a_calibration_undoes_the_growth) {
  const auto &[what, growth, expected] = cases[_i];
  const auto calibration = ganmut::calibration_of(growth);
  ck_assert_uint_eq(calibration.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    ck_assert_msg(std::abs(calibration[i] - expected[i]) < 1e-6F, "%s: entry %zu is %g", what, i, calibration[i]);
}
END_TEST

START_TEST(a_model_is_measured_on_people) {
  const Scratch scratch;
  const auto calibrate = [&](const std::string &more) {
    return run_command("ganmut-train --mode calibrate --model default --device cpu --threads 1 --result_dir " +
                       scratch.path("out") + " --dataset_root " + (suite::shared() / "london").string() + " " + more);
  };
  const auto few = calibrate("--held_out 0.05 --evaluate_faces 2");
  ck_assert_msg(few.status == 1 && few.output.find("at least") != std::string::npos, "%s", few.output.c_str());
  ck_assert(!std::filesystem::exists(scratch.path("out/default.safetensors")));

  const auto done = calibrate("--held_out 0.05 --evaluate_faces 4");
  ck_assert_msg(done.status == 0, "%s", done.output.c_str());
  ck_assert_msg(done.output.find("happy: steps of intensity are uneven by") != std::string::npos, "%s",
                done.output.c_str());
  const auto before = Model::load("default"), after = Model::load(scratch.path("out/default.safetensors"));
  suite::expect_text(after.info().sha256, before.info().sha256);
  suite::expect_text(after.info().licence, before.info().licence);
  const auto calibrated = after.space().calibrated();
  float last = 0;
  for (const float part : {0.25F, 0.5F, 0.75F, 1.F}) {
    const auto rho = ganmut::to_polar(calibrated.point("happy", part)).rho;
    ck_assert_msg(rho > last && std::abs(rho - part) < 0.3F, "%g at %g", rho, part); // this model is nearly even
    last = rho;
  }
  std::size_t lines = 0;
  for (const char letter : scratch.read("out/calibration.csv"))
    lines += letter == '\n' ? 1 : 0;
  ck_assert_uint_eq(lines, 1 + 9 * (after.info().emotions.size() - 1));
}
END_TEST

int main() {
  Suite *suite = suite_create("calibration");
  TCase *tests = tcase_create("calibration");
  tcase_set_timeout(tests, 300);
  tcase_add_loop_test(tests, a_calibration_undoes_the_growth, 0, static_cast<int>(std::size(cases)));
  if (std::filesystem::exists(suite::shared() / "london"))
    tcase_add_test(tests, a_model_is_measured_on_people);
  else
    suite::skip("a_model_is_measured_on_people needs GANMUT_SHARED_DIR");
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
