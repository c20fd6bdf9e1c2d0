#include <cstring>

#include "../scratch.h"
#include "../suite.h"
#include "harness.h"

using namespace element;

namespace {

const cv::Size small{160, 120};

cv::Mat grey_picture(cv::Size size = small) {
  return cv::Mat(size, CV_8UC3, cv::Scalar(90, 120, 150));
}

struct Trouble {
  const char *property;
  std::string value;
  GQuark domain;
  gint code;
};

/// GStreamer's quarks exist from gst_init() on, so this is a function.
std::vector<Trouble> troubles(const Scratch &scratch) {
  return {
      {"model", "", GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS},
      {"model", "/nowhere/at-all.safetensors", GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND},
      {"model", "no-such-model", GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND},
      {"model", scratch.write("page.safetensors", "<html>404 not found</html>"), GST_RESOURCE_ERROR,
       GST_RESOURCE_ERROR_READ},
      {"landmarks-model", "/nowhere/landmarks.dat", GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND},
      {"detector", "yunet", GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS}, // without detector-model
      {"log", "/nowhere/run.jsonl", GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE},
      {"replay", "/nowhere/run.jsonl", GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND},
      {"replay", scratch.write("page.jsonl", "{\"a\":1}\n"), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ},
      {"emotion", "hungry", GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS},
      {"device", "toaster", GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS},
      {"device", "cuda:4096", GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT},
  };
}
constexpr int trouble_count = 12;

START_TEST(what_cannot_be_honoured_stops_the_start_with_an_error) {
  const Scratch scratch;
  const std::vector<Trouble> table = troubles(scratch);
  ck_assert_uint_eq(table.size(), trouble_count);
  const Trouble &trouble = table[_i];
  GstElement *filter = gst_element_factory_make("ganmutfilter", nullptr);
  GstBus *bus = gst_bus_new();
  gst_element_set_bus(filter, bus);
  g_object_set(filter, "model", model("east").c_str(), nullptr);
  gst_util_set_object_arg(G_OBJECT(filter), trouble.property, trouble.value.c_str());
  ck_assert_int_eq(gst_element_set_state(filter, GST_STATE_PAUSED), GST_STATE_CHANGE_FAILURE);
  const Message message(gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR));
  ck_assert_ptr_nonnull(message.get());
  GError *error = nullptr;
  gst_message_parse_error(message.get(), &error, nullptr);
  ck_assert_msg(g_error_matches(error, trouble.domain, trouble.code), "%s=%s: %s %d: %s", trouble.property,
                trouble.value.c_str(), g_quark_to_string(error->domain), error->code, error->message);
  const std::string named = trouble.value.empty() ? trouble.property : trouble.value;
  ck_assert_msg(std::strstr(error->message, named.c_str()), "%s is not in: %s", named.c_str(), error->message);
  g_error_free(error);

  // What was wrong can be put right.
  g_object_set(filter, "model", model("east").c_str(), "device", "cpu", "landmarks-model", "", "detector", 0, "x", 0.0,
               "log", "", "replay", "", nullptr);
  ck_assert_int_ne(gst_element_set_state(filter, GST_STATE_PAUSED), GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(filter, GST_STATE_NULL);
  gst_element_set_bus(filter, nullptr);
  gst_object_unref(filter);
  gst_object_unref(bus);
}
END_TEST

START_TEST(the_element_can_be_started_again_and_again) {
  Filter filter;
  const GstVideoInfo info = video_info("I420", small);
  for (int round = 0; round < 3; ++round) {
    gst_element_set_state(filter.element(), GST_STATE_READY);
    gst_element_set_state(filter.element(), GST_STATE_PLAYING);
    gst_harness_push_event(filter.harness(), gst_event_new_stream_start("again"));
    filter.set_caps(info);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_harness_push_event(filter.harness(), gst_event_new_segment(&segment));
    ck_assert_ptr_nonnull(filter.edit(to_buffer(grey_picture(), info)).get());
    GstStructure *stats = nullptr;
    g_object_get(filter.element(), "stats", &stats, nullptr);
    guint64 frames = 0;
    ck_assert(gst_structure_get_uint64(stats, "frames", &frames));
    ck_assert_uint_eq(frames, 1); // counted anew from every start
    gst_structure_free(stats);
  }
}
END_TEST

const char *const formats[] = {"BGR",  "RGB",  "BGRx",  "RGBx", "xBGR", "xRGB", "BGRA", "RGBA", "ABGR",
                               "ARGB", "I420", "GRAY8", "YV12", "NV12", "NV21", "YUY2", "UYVY"};

START_TEST(every_format_goes_through_and_a_frame_without_a_face_stays) {
  Filter filter;
  for (const char *format : formats) {
    const GstVideoInfo info = video_info(format, {161, 121});
    filter.set_caps(info);
    const Buffer in = to_buffer(grey_picture({161, 121}), info);
    const Buffer out = filter.edit(Buffer(gst_buffer_copy_deep(in.get())));
    ck_assert_msg(out && same_bytes(in, out), "%s", format);
    ck_assert_int_eq(face_count(out), 0);
  }
}
END_TEST

START_TEST(caps_can_change_in_the_middle) {
  Filter filter;
  for (const auto &[format, size] : {std::pair{"BGR", cv::Size(160, 120)},
                                     {"NV12", cv::Size(320, 200)},
                                     {"NV12", cv::Size(64, 48)},
                                     {"BGR", cv::Size(160, 120)}}) {
    const GstVideoInfo info = video_info(format, size);
    filter.set_caps(info);
    const Buffer out = filter.edit(to_buffer(grey_picture(size), info));
    ck_assert_ptr_nonnull(out.get());
    ck_assert_uint_eq(gst_buffer_get_size(out.get()), GST_VIDEO_INFO_SIZE(&info));
  }
}
END_TEST

START_TEST(latency_is_an_estimate_before_the_first_frame) {
  Filter filter;
  gst_harness_set_live(filter.harness(), TRUE); // a file has no latency to add to
  gst_harness_set_upstream_latency(filter.harness(), 40 * GST_MSECOND);
  ck_assert_uint_gt(filter.latency(), 40 * GST_MSECOND);
  const GstVideoInfo info = video_info("I420", small);
  filter.set_caps(info);
  filter.edit(to_buffer(grey_picture(), info));
  ck_assert_uint_gt(filter.latency(), 40 * GST_MSECOND);
}
END_TEST

START_TEST(late_frames_are_dropped) {
  Filter filter;
  const GstVideoInfo info = video_info("I420", small);
  filter.set_caps(info);
  ck_assert_ptr_nonnull(filter.edit(to_buffer(grey_picture(), info, 0)).get());
  gst_harness_push_upstream_event(filter.harness(), gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 2.0, GST_SECOND, 0));
  ck_assert_ptr_null(filter.edit(to_buffer(grey_picture(), info, 40 * GST_MSECOND)).get());
  ck_assert_ptr_nonnull(filter.edit(to_buffer(grey_picture(), info, 10 * GST_SECOND)).get());
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  Suite *suite = suite_create("states");
  TCase *tests = tcase_create("states");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_loop_test(tests, what_cannot_be_honoured_stops_the_start_with_an_error, 0, trouble_count);
  tcase_add_test(tests, the_element_can_be_started_again_and_again);
  tcase_add_test(tests, every_format_goes_through_and_a_frame_without_a_face_stays);
  tcase_add_test(tests, caps_can_change_in_the_middle);
  tcase_add_test(tests, latency_is_an_estimate_before_the_first_frame);
  tcase_add_test(tests, late_frames_are_dropped);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
