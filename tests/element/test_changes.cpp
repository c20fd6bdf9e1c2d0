// What changes while the frames of a face go by: properties, by hand and by controllers, and models.
#include <atomic>
#include <cmath>
#include <thread>

#include <gst/controller/gstdirectcontrolbinding.h>
#include <gst/controller/gstinterpolationcontrolsource.h>

#include "../suite.h"
#include "harness.h"

using namespace element;

namespace {

constexpr GstClockTime frame_time = 40 * GST_MSECOND;

GstVideoInfo portrait_info() {
  return video_info("I420", {512, 512});
}

/// Lets `property` go from `first` to `last` during the first second of stream time.
void animate(GstElement *element, const char *property, double first, double last) {
  GstControlSource *source = gst_interpolation_control_source_new();
  g_object_set(source, "mode", GST_INTERPOLATION_MODE_LINEAR, nullptr);
  gst_timed_value_control_source_set(GST_TIMED_VALUE_CONTROL_SOURCE(source), 0, first);
  gst_timed_value_control_source_set(GST_TIMED_VALUE_CONTROL_SOURCE(source), GST_SECOND, last);
  gst_object_add_control_binding(GST_OBJECT(element),
                                 gst_direct_control_binding_new_absolute(GST_OBJECT(element), property, source));
  gst_object_unref(source);
}

START_TEST(animated_properties_follow_stream_time) {
  Filter filter("y=0.1");
  Reference reference(model("east"));
  animate(filter.element(), "x", -0.8, 0.8);
  animate(filter.element(), "strength", 0.0, 1.0);
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  GstSegment segment; // stream time starts with the third second of the timestamps
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = 3 * GST_SECOND;
  ck_assert(gst_harness_push_event(filter.harness(), gst_event_new_segment(&segment)));
  for (const double second : {0.0, 0.25, 0.5, 1.0}) {
    const auto pts = segment.start + static_cast<GstClockTime>(second * GST_SECOND);
    const Buffer in = to_buffer(portrait(), info, pts);
    const ganmut::Point point{static_cast<float>(-0.8 + 1.6 * second), 0.1F, 0.F};
    const Buffer expected = reference.edit(in, info, point, static_cast<float>(second));
    const Buffer out = filter.edit(Buffer(gst_buffer_copy_deep(in.get())));
    ck_assert_msg(same_bytes(expected, out), "at %g s", second);
    ck_assert_msg((second == 0.0) == same_bytes(in, out), "at %g s", second);
  }
}
END_TEST

START_TEST(a_property_changed_by_another_thread_is_never_half_seen) {
  Filter filter("rho=0.5");
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  std::atomic<bool> done{false};
  std::thread application([&] {
    for (int step = 0; !done; ++step)
      g_object_set(filter.element(), "theta", 0.01 * (step % 600), nullptr);
  });
  for (int frame = 0; frame < 10; ++frame) {
    const ganmut::Point point = applied_point(filter.edit(to_buffer(portrait(), info, frame * frame_time)));
    ck_assert_float_eq_tol(std::hypot(point.x, point.y), 0.5F, 1e-4F);
  }
  done = true;
  application.join();

  std::thread([&] { g_object_set(filter.element(), "theta", M_PI, "rho", 0.25, nullptr); }).join();
  const ganmut::Point point = applied_point(filter.edit(to_buffer(portrait(), info, 10 * frame_time)));
  ck_assert_float_eq_tol(point.x, -0.25F, 1e-5F);
}
END_TEST

START_TEST(a_model_is_swapped_between_two_frames) {
  Filter filter("emotion=happy");
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  const Buffer in = to_buffer(portrait(), info);
  Reference east(model("east")), west(model("west"));
  const Buffer before = filter.edit(Buffer(gst_buffer_copy_deep(in.get())));
  ck_assert(same_bytes(before, east.edit(in, info, east.space().point("happy"))));
  std::thread([&] { g_object_set(filter.element(), "model", model("west").c_str(), nullptr); }).join();
  filter.wait_for_model(model("west"));
  const Buffer after = filter.edit(Buffer(gst_buffer_copy_deep(in.get())));
  ck_assert(same_bytes(after, west.edit(in, info, west.space().point("happy"))));
  ck_assert(!same_bytes(before, after));
}
END_TEST

struct BadModel {
  const char *emotion;
  std::string model;
  const char *named;
};
const BadModel bad_models[] = {
    {"happy", "/nowhere/at-all.safetensors", "/nowhere/at-all.safetensors"},
    {"happy", "", "model"},
    {"surprise", "west", "surprise"}, // a sound model that does not know the emotion in force
};

START_TEST(a_bad_model_is_a_warning_and_the_old_one_stays) {
  const BadModel &bad = bad_models[_i];
  Filter filter(std::string("emotion=") + bad.emotion);
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  const Buffer in = to_buffer(portrait(), info);
  Reference east(model("east"));
  const std::string file = bad.model == "west" ? model("west") : bad.model;
  g_object_set(filter.element(), "model", file.c_str(), nullptr);
  const Message message = filter.wait_for(GST_MESSAGE_WARNING);
  GError *error = nullptr;
  gst_message_parse_warning(message.get(), &error, nullptr);
  ck_assert_msg(std::strstr(error->message, bad.named), "%s is not in: %s", bad.named, error->message);
  g_error_free(error);
  ck_assert_ptr_null(filter.message(GST_MESSAGE_ERROR).get());
  suite::expect_text(filter.text("model"), model("east"));
  suite::expect_text(filter.text("active-model"), model("east"));
  const Buffer out = filter.edit(Buffer(gst_buffer_copy_deep(in.get())));
  ck_assert(same_bytes(out, east.edit(in, info, east.space().point(bad.emotion))));
}
END_TEST

START_TEST(a_controlled_intensity_scales_an_emotion) {
  Filter filter("emotion=happy");
  Reference reference(model("east"));
  animate(filter.element(), "intensity", 0.0, 1.0);
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  for (const double second : {0.25, 0.5, 1.0}) {
    const Buffer in = to_buffer(portrait(), info, static_cast<GstClockTime>(second * GST_SECOND));
    const auto point = reference.space().point("happy", static_cast<float>(second));
    const Buffer expected = reference.edit(in, info, point);
    ck_assert_msg(same_bytes(expected, filter.edit(Buffer(gst_buffer_copy_deep(in.get())))), "at %g s", second);
  }
}
END_TEST

int face_id(const Buffer &buffer) {
  const auto *meta = gst_buffer_get_video_region_of_interest_meta_id(buffer.get(), 1);
  return meta ? meta->id : 0;
}

START_TEST(a_face_keeps_its_id_backwards) {
  Filter filter("emotion=happy");
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.rate = -1;
  segment.stop = GST_SECOND;
  ck_assert(gst_harness_push_event(filter.harness(), gst_event_new_segment(&segment)));
  for (const int number : {9, 8, 7})
    ck_assert_int_eq(face_id(filter.edit(to_buffer(portrait(), info, number * frame_time))), 1);
}
END_TEST

START_TEST(a_host_may_count_in_bytes) { // as an appsrc does by default; a critical message of GLib ends the test
  Filter filter("emotion=happy");
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_BYTES);
  ck_assert(gst_harness_push_event(filter.harness(), gst_event_new_segment(&segment)));
  const auto fatal = g_log_set_always_fatal(static_cast<GLogLevelFlags>(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK));
  for (const int number : {0, 1})
    ck_assert_int_eq(face_id(filter.edit(to_buffer(portrait(), info, number * frame_time))), 1);
  g_log_set_always_fatal(fatal);
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  if (portrait_file().empty())
    return suite::skip("changes: there is no portrait; scripts/fetch-portrait out/portrait.png brings one");
  Suite *suite = suite_create("changes");
  TCase *tests = tcase_create("changes");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_test(tests, animated_properties_follow_stream_time);
  tcase_add_test(tests, a_property_changed_by_another_thread_is_never_half_seen);
  tcase_add_test(tests, a_model_is_swapped_between_two_frames);
  tcase_add_loop_test(tests, a_bad_model_is_a_warning_and_the_old_one_stays, 0, std::size(bad_models));
  tcase_add_test(tests, a_controlled_intensity_scales_an_emotion);
  suite_add_tcase(suite, tests);
  TCase *segments = tcase_create("segments");
  tcase_set_timeout(segments, 0);
  tcase_add_checked_fixture(segments, initialize, nullptr);
  tcase_add_test(segments, a_face_keeps_its_id_backwards);
  tcase_add_test(segments, a_host_may_count_in_bytes);
  suite_add_tcase(suite, segments);
  return suite::run(suite);
}
