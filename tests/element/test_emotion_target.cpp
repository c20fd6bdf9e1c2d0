#include <cmath>
#include <cstring>

#include <ganmut/error.h>

#include "../suite.h"
#include "emotion_target.h"

using ganmut::plugin::EmotionTarget;

namespace {

ganmut::ConditionalSpace square() {
  return {ganmut::Parametrization::Linear, 2, {{"neutral", {}}, {"happy", {1.F, 0.F}}, {"surprise", {0.F, 1.F}}}};
}

struct Step {
  const char *view;
  double value;
};
struct Case {
  const char *what;
  Step steps[3];
  double x, y, theta, rho;
};

const Case cases[] = {
    {"coordinates show as direction and distance", {{"x", 0.3}, {"y", 0.4}}, 0.3, 0.4, std::atan2(0.4, 0.3), 0.5},
    {"direction and distance show as coordinates", {{"theta", M_PI / 2}, {"rho", 0.5}}, 0, 0.5, M_PI / 2, 0.5},
    {"a direction set at the origin is kept", {{"theta", 1.0}}, 0, 0, 1.0, 0},
    {"a full turn is kept as it was set", {{"rho", 1}, {"theta", 2 * M_PI}}, 1, 0, 2 * M_PI, 1},
    {"the last one counts", {{"theta", M_PI / 6}, {"rho", 1}, {"x", 0.0}}, 0, 0.5, M_PI / 2, 0.5},
    {"the origin has direction 0", {{"rho", 0.5}, {"x", 0.0}}, 0, 0, 0, 0},
};

void set(EmotionTarget &target, const Step &step) {
  const std::string view = step.view;
  if (view == "x")
    target.set_x(step.value);
  else if (view == "y")
    target.set_y(step.value);
  else if (view == "theta")
    target.set_theta(step.value);
  else if (view == "rho")
    target.set_rho(step.value);
}

START_TEST(views_follow_each_other) {
  const Case &c = cases[_i];
  EmotionTarget target;
  for (const Step &step : c.steps)
    if (step.view)
      set(target, step);
  ck_assert_msg(std::abs(target.x() - c.x) < 1e-6 && std::abs(target.y() - c.y) < 1e-6 &&
                    std::abs(target.theta() - c.theta) < 1e-6 && std::abs(target.rho() - c.rho) < 1e-6,
                "%s: x %g y %g theta %g rho %g", c.what, target.x(), target.y(), target.theta(), target.rho());
}
END_TEST

START_TEST(an_emotion_sets_every_view) {
  EmotionTarget target;
  target.set_emotion("surprise");
  target.set_intensity(0.5);
  target.resolve(square());
  ck_assert_double_eq_tol(target.x(), 0.0, 1e-6);
  ck_assert_double_eq_tol(target.y(), 0.5, 1e-6);
  ck_assert_double_eq_tol(target.theta(), M_PI / 2, 1e-6);
  ck_assert_double_eq_tol(target.rho(), 0.5, 1e-6);
  ck_assert_str_eq(target.emotion().c_str(), "surprise");
}
END_TEST

START_TEST(an_intensity_scales_a_text_that_was_read) {
  EmotionTarget target;
  target.set_emotion("happy + surprise"); // outside the disc before it is scaled
  ck_assert(!target.resolved());
  target.resolve(square());
  ck_assert(target.resolved());
  for (const float intensity : {0.5F, 0.F, 0.25F, 2.F}) {
    target.set_intensity(intensity);
    ck_assert(target.resolved());
    const ganmut::Point expected = square().point(target.emotion(), intensity);
    ck_assert_float_eq(static_cast<float>(target.x()), expected.x);
    ck_assert_float_eq(static_cast<float>(target.y()), expected.y);
    ck_assert_float_eq(target.point_at(1.0).x, expected.x);
  }
}
END_TEST

START_TEST(coordinates_written_after_an_emotion_count) {
  EmotionTarget target;
  target.set_emotion("surprise");
  target.resolve(square());
  target.set_x(0.5);
  target.resolve(square());
  ck_assert_str_eq(target.emotion().c_str(), "");
  ck_assert_double_eq_tol(target.x(), 0.5, 1e-6);
  ck_assert_double_eq_tol(target.y(), 1.0, 1e-6);
}
END_TEST

START_TEST(an_unknown_emotion_changes_nothing) {
  EmotionTarget target;
  target.set_x(0.25);
  target.set_emotion("hungry");
  try {
    target.resolve(square());
    ck_abort_msg("an unknown emotion was taken");
  } catch (const ganmut::Error &error) {
    ck_assert_int_eq(static_cast<int>(error.kind()), static_cast<int>(ganmut::ErrorKind::BadArgument));
    for (const char *name : {"hungry", "neutral", "happy", "surprise"})
      ck_assert_ptr_nonnull(std::strstr(error.what(), name));
  }
  ck_assert_double_eq(target.x(), 0.25);
}
END_TEST

START_TEST(emotions_at_times_move) {
  EmotionTarget target;
  target.set_emotion("neutral@1, happy@3");
  target.resolve(square());
  ck_assert_double_eq_tol(target.point_at(0.0).x, 0.0, 1e-6);
  ck_assert_double_eq_tol(target.point_at(2.0).x, 0.5, 1e-6);
  ck_assert_double_eq_tol(target.point_at(9.0).x, 1.0, 1e-6);
  target.set_y(0.5);
  target.resolve(square());
  ck_assert_double_eq_tol(target.point_at(9.0).x, 0.0, 1e-6);
}
END_TEST

} // namespace

int main() {
  Suite *suite = suite_create("emotion target");
  TCase *tests = tcase_create("target");
  tcase_add_loop_test(tests, views_follow_each_other, 0, std::size(cases));
  tcase_add_test(tests, an_emotion_sets_every_view);
  tcase_add_test(tests, an_intensity_scales_a_text_that_was_read);
  tcase_add_test(tests, coordinates_written_after_an_emotion_count);
  tcase_add_test(tests, an_unknown_emotion_changes_nothing);
  tcase_add_test(tests, emotions_at_times_move);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
