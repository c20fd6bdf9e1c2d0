#include <cmath>

#include <ganmut/error.h>
#include <ganmut/trajectory.h>

#include "comma_locale.h"
#include "suite.h"

using namespace ganmut;

namespace {

ConditionalSpace space() {
  return {
      Parametrization::Linear, 2, {{"neutral", {}, {}}, {"happy", {1.F, 0.F, 0.F}, {}}, {"sad", {0.F, 1.F, 0.F}, {}}}};
}

struct Moment {
  const char *text;
  double seconds;
  float x, y;
};

const Moment moments[] = {
    {"happy", 0, 1.F, 0.F},
    {"happy", 100, 1.F, 0.F},
    {"happy:0.5", 3, 0.5F, 0.F},
    {"neutral@1, happy@3", 0, 0.F, 0.F},        // held before the first key
    {"neutral@1, happy@3", 2, 0.5F, 0.F},       // halfway
    {"neutral@1, happy@3", 1.5, 0.15625F, 0.F}, // 3 t^2 - 2 t^3 at a quarter
    {"neutral@1, happy@3", 9, 1.F, 0.F},        // held after the last
    {"happy@0s, 0.5*happy+0.5*sad@2s", 2, 0.5F, 0.5F},
};

const char *const refused[] = {"neutral@0, happy", "happy@soon",         "neutral@2, happy@1",
                               "happy@-1",         "furious@0, happy@1", "neutral@0,"};

} // namespace

START_TEST(a_text_gives_points_over_time) {
  const auto &moment = moments[_i];
  const auto point = Trajectory(moment.text, space()).at(moment.seconds);
  ck_assert_float_eq_tol(point.x, moment.x, 1e-5);
  ck_assert_float_eq_tol(point.y, moment.y, 1e-5);
}
END_TEST

START_TEST(a_bad_text_is_refused) {
  try {
    Trajectory(refused[_i], space());
    ck_abort_msg("'%s' was taken", refused[_i]);
  } catch (const Error &error) {
    ck_assert_int_eq(static_cast<int>(error.kind()), static_cast<int>(ErrorKind::BadArgument));
  }
}
END_TEST

START_TEST(times_have_a_decimal_point_in_every_locale) {
  const CommaLocale comma;
  const Trajectory trajectory("neutral@0, happy@2.5", space());
  ck_assert_float_eq(trajectory.at(2.5).x, 1.F);
  ck_assert_float_lt(trajectory.at(2.25).x, 1.F);
}
END_TEST

int main() {
  Suite *trajectory = suite_create("trajectory");
  TCase *tests = tcase_create("texts");
  tcase_add_loop_test(tests, a_text_gives_points_over_time, 0, std::size(moments));
  tcase_add_loop_test(tests, a_bad_text_is_refused, 0, std::size(refused));
  tcase_add_test(tests, times_have_a_decimal_point_in_every_locale);
  suite_add_tcase(trajectory, tests);
  return suite::run(trajectory);
}
