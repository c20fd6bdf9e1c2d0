#include "../suite.h"
#include "harness.h"

// Models that change while frames go by. A thread is held where it logs that it loads, so nothing here is a matter of
// time.

using namespace element;

namespace {

const cv::Size large{1920, 1080}; // slower than what a start expects

Buffer frame(const GstVideoInfo &info, int number) {
  return to_buffer(cv::Mat(large, CV_8UC3, cv::Scalar(90, 120, 150)), info, number * 40 * GST_MSECOND);
}

void set_model(const Filter &filter, const std::string &file) {
  g_object_set(filter.element(), "model", file.c_str(), nullptr);
}

guint64 frames_counted(const Filter &filter) {
  GstStructure *stats = nullptr;
  g_object_get(filter.element(), "stats", &stats, nullptr);
  guint64 frames = 0;
  ck_assert(gst_structure_get_uint64(stats, "frames", &frames));
  gst_structure_free(stats);
  return frames;
}

START_TEST(frames_go_on_while_a_model_is_loaded) {
  Log log("loading model");
  Filter filter;
  const GstVideoInfo info = video_info("I420", large);
  filter.set_caps(info);
  const GstClockTime latency = filter.latency();
  set_model(filter, model("west"));
  log.wait_until_held();
  suite::expect_text(filter.text("model"), model("west"));
  for (int number = 0; number < 3; ++number)
    ck_assert_ptr_nonnull(filter.edit(frame(info, number)).get());
  suite::expect_text(filter.text("active-model"), model("east"));
  log.release();
  filter.wait_for_model(model("west"));
  ck_assert_uint_eq(frames_counted(filter), 3);
  // The swap is not in the latency, nor are the frames that shared the machine with it.
  ck_assert_uint_eq(filter.latency(), latency);
  ck_assert_ptr_null(filter.message(static_cast<GstMessageType>(GST_MESSAGE_LATENCY | GST_MESSAGE_WARNING)).get());
  filter.edit(frame(info, 3));
  ck_assert_uint_eq(frames_counted(filter), 4);
}
END_TEST

START_TEST(stopping_does_not_wait_for_a_model) {
  Log log("loading model");
  Filter filter;
  set_model(filter, model("west"));
  log.wait_until_held();
  ck_assert_int_eq(gst_element_set_state(filter.element(), GST_STATE_READY), GST_STATE_CHANGE_SUCCESS);
  suite::expect_text(filter.text("active-model"), "");
  suite::expect_text(filter.text("active-device"), "");
  // The loader is still at it; a start does not wait for it either, and has the model that was asked for.
  ck_assert_int_eq(gst_element_set_state(filter.element(), GST_STATE_PAUSED), GST_STATE_CHANGE_SUCCESS);
  suite::expect_text(filter.text("active-model"), model("west"));
  set_model(filter, model("east"));
  log.release();
  filter.wait_for_model(model("east"));
  ck_assert_ptr_null(filter.message(static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING)).get());
}
END_TEST

START_TEST(the_last_of_several_models_counts) {
  Log log("loading model");
  Filter filter;
  set_model(filter, "/nowhere/at-all.safetensors");
  log.wait_until_held();
  set_model(filter, model("east"));
  set_model(filter, model("west"));
  log.release();
  filter.wait_for_model(model("west"));
  suite::expect_text(filter.text("model"), model("west"));
  ck_assert_ptr_null(filter.message(GST_MESSAGE_WARNING).get()); // nobody waits for the first one any more
}
END_TEST

START_TEST(after_a_model_that_cannot_be_loaded_the_next_one_can) {
  Filter filter;
  set_model(filter, "/nowhere/at-all.safetensors");
  filter.wait_for(GST_MESSAGE_WARNING);
  suite::expect_text(filter.text("model"), model("east"));
  set_model(filter, model("west"));
  filter.wait_for_model(model("west"));
  suite::expect_text(filter.text("model"), model("west"));
}
END_TEST

START_TEST(an_element_can_go_while_a_model_is_loaded) {
  Log log("loading model");
  {
    Filter filter;
    set_model(filter, model("west"));
    log.wait_until_held();
    log.release();
  }
  bool told = false;
  for (const Log::Line &line : log.lines())
    told = told || line.text.find("stopped") != std::string::npos;
  ck_assert(told);
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  Suite *suite = suite_create("models");
  TCase *tests = tcase_create("models");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_test(tests, frames_go_on_while_a_model_is_loaded);
  tcase_add_test(tests, stopping_does_not_wait_for_a_model);
  tcase_add_test(tests, the_last_of_several_models_counts);
  tcase_add_test(tests, after_a_model_that_cannot_be_loaded_the_next_one_can);
  tcase_add_test(tests, an_element_can_go_while_a_model_is_loaded);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
