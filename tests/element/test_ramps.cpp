// Changes that take their time.
#include <cmath>

#include <gst/controller/gstdirectcontrolbinding.h>
#include <gst/controller/gstinterpolationcontrolsource.h>

#include "../suite.h"
#include "harness.h"

using namespace element;

namespace {

const GstVideoInfo info = video_info("I420", {512, 512}); // of the portrait

/// A filter whose first frame is at 0, with stream time that runs from the third second of the timestamps on.
struct Ramped : Filter {
  explicit Ramped(const std::string &properties) : Filter(properties) {
    set_caps(info);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    segment.start = start;
    gst_harness_push_event(harness(), gst_event_new_segment(&segment));
  }

  static constexpr GstClockTime start = 3 * GST_SECOND;

  Buffer at(int milliseconds) { return edit(to_buffer(portrait(), info, start + milliseconds * GST_MSECOND)); }
  float x_at(int milliseconds) { return applied_point(at(milliseconds)).x; }
};

struct Case {
  const char *properties;
  float half; ///< the part that is done after a quarter of the time
};
const Case easings[] = {{"ramp=1000 ramp-easing=linear", 0.25F}, {"ramp=1000", 0.15625F}};

START_TEST(a_point_goes_there_on_stream_time) {
  Ramped filter(std::string(easings[_i].properties) + " x=0.5"); // what is set before the first frame is there at once
  ck_assert_float_eq_tol(filter.x_at(0), 0.5F, 1e-6F);
  g_object_set(filter.element(), "x", -0.5, nullptr);
  ck_assert_float_eq_tol(filter.number("x"), -0.5, 1e-6); // it says what is asked for
  for (const auto &[time, part] : {std::pair{200, 0.F}, {450, easings[_i].half}, {700, 0.5F}, {1200, 1.F}, {1300, 1.F}})
    ck_assert_msg(std::abs(filter.x_at(time) - (0.5F - part)) < 1e-5F, "at %d ms", time);
}
END_TEST

START_TEST(a_change_on_the_way_starts_from_where_it_is) {
  Ramped filter("ramp=1000 ramp-easing=linear emotion=neutral");
  ck_assert_float_eq_tol(filter.x_at(0), 0.F, 1e-6F);
  g_object_set(filter.element(), "emotion", "happy", nullptr);
  const auto happy = static_cast<float>(filter.number("x"));
  ck_assert_float_eq_tol(filter.x_at(40), 0.F, 1e-6F);
  ck_assert_float_eq_tol(filter.x_at(540), happy / 2, 1e-5F);
  g_object_set(filter.element(), "ramp", 500, "intensity", 0.0, nullptr);
  for (const auto &[time, part] : {std::pair{600, 0.5F}, {850, 0.25F}, {1100, 0.F}, {2000, 0.F}})
    ck_assert_msg(std::abs(filter.x_at(time) - happy * part) < 1e-5F, "at %d ms", time);
}
END_TEST

START_TEST(strength_speech_and_action_units_go_each_their_way) {
  Ramped filter("ramp=400 ramp-easing=linear strength=0 keep-speech=0 emotion=happy model=" + model("layers"));
  Reference reference(model("layers"));
  ganmut::EditSettings settings;
  settings.point = reference.space().point("happy");
  const auto expect = [&](int time, float strength, float keep_speech, float smile) {
    settings.strength = strength;
    settings.keep_speech = keep_speech;
    settings.action_units = {0.F, 0.F, 0.F, smile, smile};
    const Buffer in = to_buffer(portrait(), info, Ramped::start + time * GST_MSECOND);
    const Buffer expected = reference.edit(in, info, settings), out = filter.at(time);
    ck_assert_msg(same_bytes(expected, out), "at %d ms", time);
    ck_assert_msg(same_bytes(in, out) == (strength == 0.F), "at %d ms", time);
  };
  expect(0, 0.F, 0.F, 0.F);
  g_object_set(filter.element(), "strength", 1.0, nullptr);
  expect(100, 0.F, 0.F, 0.F);
  expect(300, 0.5F, 0.F, 0.F);
  g_object_set(filter.element(), "keep-speech", 1.0, "action-units", "AU12=0.5", nullptr);
  expect(400, 0.75F, 0.F, 0.F);
  expect(500, 1.F, 0.25F, 0.125F);
  expect(800, 1.F, 1.F, 0.5F);
  g_object_set(filter.element(), "strength", 0.0, nullptr);
  expect(900, 1.F, 1.F, 0.5F);
  expect(1300, 0.F, 1.F, 0.5F);
}
END_TEST

START_TEST(a_ramp_is_seen_backwards_and_ends_with_a_seek) {
  Ramped filter("ramp=1000 ramp-easing=linear x=0.5");
  ck_assert_float_eq_tol(filter.x_at(5000), 0.5F, 1e-6F);
  g_object_set(filter.element(), "x", 0.0, nullptr);
  for (const auto &[time, x] : {std::pair{4960, 0.5F}, {4460, 0.25F}, {3960, 0.F}, {4460, 0.F}})
    ck_assert_msg(std::abs(filter.x_at(time) - x) < 1e-5F, "at %d ms", time);
  g_object_set(filter.element(), "x", 0.5, nullptr);
  ck_assert_float_eq_tol(filter.x_at(4500), 0.F, 1e-6F);
  ck_assert_float_eq_tol(filter.x_at(200), 0.5F, 1e-6F);
}
END_TEST

START_TEST(without_times_everything_is_there_at_once) {
  Filter filter("ramp=1000 x=0.5");
  filter.set_caps(info);
  for (const double x : {0.5, -0.25}) {
    g_object_set(filter.element(), "x", x, nullptr);
    const Buffer out = filter.edit(to_buffer(portrait(), info, GST_CLOCK_TIME_NONE));
    ck_assert_float_eq_tol(applied_point(out).x, static_cast<float>(x), 1e-6F);
  }
}
END_TEST

START_TEST(what_a_control_source_animates_has_no_ramp) {
  Ramped filter("ramp=1000");
  GstControlSource *source = gst_interpolation_control_source_new();
  g_object_set(source, "mode", GST_INTERPOLATION_MODE_LINEAR, nullptr);
  gst_timed_value_control_source_set(GST_TIMED_VALUE_CONTROL_SOURCE(source), 0, -0.5);
  gst_timed_value_control_source_set(GST_TIMED_VALUE_CONTROL_SOURCE(source), GST_SECOND, 0.5);
  gst_object_add_control_binding(GST_OBJECT(filter.element()),
                                 gst_direct_control_binding_new_absolute(GST_OBJECT(filter.element()), "x", source));
  gst_object_unref(source);
  for (const auto &[time, x] : {std::pair{0, -0.5F}, {250, -0.25F}, {500, 0.F}, {1000, 0.5F}})
    ck_assert_msg(std::abs(filter.x_at(time) - x) < 1e-5F, "at %d ms", time);
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  if (portrait_file().empty())
    return suite::skip("ramps: there is no portrait; scripts/fetch-portrait out/portrait.png brings one");
  Suite *suite = suite_create("ramps");
  TCase *tests = tcase_create("ramps");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_loop_test(tests, a_point_goes_there_on_stream_time, 0, std::size(easings));
  tcase_add_test(tests, a_change_on_the_way_starts_from_where_it_is);
  tcase_add_test(tests, strength_speech_and_action_units_go_each_their_way);
  tcase_add_test(tests, a_ramp_is_seen_backwards_and_ends_with_a_seek);
  tcase_add_test(tests, without_times_everything_is_there_at_once);
  tcase_add_test(tests, what_a_control_source_animates_has_no_ramp);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
