// An applied log, shown again.
#include <opencv2/imgproc.hpp>

#include "../suite.h"
#include "logs.h"

using namespace element;

namespace {

const GstVideoInfo info = video_info("I420", {512, 512}); // of the portrait

/// The portrait on its way through the picture.
Buffer frame_at(int number) {
  cv::Mat moved;
  const cv::Mat way = (cv::Mat_<double>(2, 3) << 1, 0.002 * number, 1.3 * number, 0, 1, -0.7 * number);
  cv::warpAffine(portrait(), moved, way, portrait().size());
  return to_buffer(moved, info, number * 40 * GST_MSECOND);
}

/// Every frame that came out, by its number; null where none did.
using Shown = std::vector<Buffer>;

Shown run(
    Filter &filter, int frames, const std::function<void(int)> &before = [](int) {}) {
  filter.set_caps(info);
  Shown shown;
  for (int number = 0; number < frames; ++number) {
    before(number);
    shown.push_back(filter.edit(frame_at(number)));
  }
  end(filter);
  return shown;
}

void expect_same(const Shown &shown, const Shown &again) {
  ck_assert_uint_eq(shown.size(), again.size());
  for (std::size_t i = 0; i < shown.size(); ++i) {
    ck_assert_msg(!shown[i] == !again[i], "frame %zu", i);
    ck_assert_msg(!shown[i] || same_bytes(shown[i], again[i]), "frame %zu", i);
  }
}

START_TEST(what_was_shown_is_shown_again_bit_for_bit) {
  const Scratch scratch;
  const std::string log = scratch.path("run.jsonl");
  Shown shown;
  {
    Filter filter("emotion=happy ramp=200 detect-interval=3 log=" + log);
    const auto set = [&](const char *property, double value) {
      g_object_set(filter.element(), property, value, nullptr);
    };
    shown = run(filter, 12, [&](int number) {
      if (number == 2)
        set("intensity", 0.3);
      if (number == 3)
        set("strength", 0.6);
      if (number == 4)
        g_object_set(filter.element(), "composite", 1, "feather", 0.3, "draw", 2, nullptr);
      if (number == 6) {
        g_object_set(filter.element(), "model", model("layers").c_str(), nullptr);
        filter.wait_for_model(model("layers"));
        g_object_set(filter.element(), "action-units", "AU12=0.7,jawOpen=0.1", nullptr);
      }
      if (number == 8)
        gst_harness_push_upstream_event(filter.harness(),
                                        gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 2.0, 0, number * 40 * GST_MSECOND));
      g_object_set(filter.element(), "sham", number == 9, nullptr);
      if (number == 10)
        g_object_set(filter.element(), "ramp", 0, "strength", 0.0, nullptr);
    });
  }
  ck_assert_ptr_null(shown[8].get());
  Filter again("emotion=sad strength=0.1 replay=" + log);
  expect_same(shown, run(again, 12));
  ck_assert_ptr_null(again.message(static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING)).get());
}
END_TEST

/// The log of three frames, whose edits are as `properties` say.
void make_log(const Scratch &scratch, const std::string &properties = "emotion=happy") {
  Filter filter(properties + " log=" + scratch.path("run.jsonl"));
  run(filter, 3);
}

START_TEST(a_log_that_ends_in_the_middle_of_a_line_is_shown_up_to_there) {
  const Scratch scratch;
  make_log(scratch);
  const std::string whole = scratch.read("run.jsonl");
  scratch.write("run.jsonl", whole.substr(0, whole.size() - 100));
  Filter again("replay=" + scratch.path("run.jsonl"));
  const Shown shown = run(again, 3);
  ck_assert(shown[1] && !shown[2] && face_count(shown[1]) == 1);
}
END_TEST

START_TEST(older_files_of_a_log_are_shown_as_well) {
  const Scratch scratch;
  make_log(scratch);
  const std::string whole = scratch.read("run.jsonl");
  const auto last = whole.rfind('\n', whole.size() - 2) + 1;
  scratch.write("run.jsonl.1", whole.substr(0, last));
  const std::string head = lines_of(scratch)[1].dump();
  scratch.write("run.jsonl", "{\"continues\":\"run.jsonl.1\"," + head.substr(1) + "\n" + whole.substr(last));
  Filter again("replay=" + scratch.path("run.jsonl"));
  for (const Buffer &frame : run(again, 3))
    ck_assert(frame && face_count(frame) == 1);
}
END_TEST

START_TEST(another_video_is_told_from_the_one_of_the_log) {
  const Scratch scratch;
  make_log(scratch);
  const std::string log = scratch.path("run.jsonl");
  const auto kinds = static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING);
  const auto expect = [&](const Filter &filter, const char *words) {
    const std::string told = words_of(filter.message(kinds));
    ck_assert_msg(told.find(words) != std::string::npos, "no '%s' in: %s", words, told.c_str());
  };
  {
    Filter later("replay=" + log);
    later.set_caps(info);
    ck_assert_ptr_null(later.edit(to_buffer(portrait(), info, GST_SECOND)).get());
    end(later);
    expect(later, "No frame has a running time");
  }
  {
    Filter shorter("replay=" + log);
    run(shorter, 2);
    expect(shorter, "shows 3 frames, of which 2");
  }
  {
    Filter other_format("replay=" + log);
    other_format.set_caps(video_info("NV12", {512, 512}));
    other_format.edit(to_buffer(portrait(), video_info("NV12", {512, 512})));
    expect(other_format, "not the same bits");
  }
  Filter other_size("replay=" + log);
  other_size.set_caps(video_info("I420", {320, 240}));
  ck_assert_int_ne(
      gst_harness_push(
          other_size.harness(),
          to_buffer(cv::Mat(240, 320, CV_8UC3, cv::Scalar::all(9)), video_info("I420", {320, 240})).release()),
      GST_FLOW_OK);
  expect(other_size, "The log is of another video");
}
END_TEST

START_TEST(a_model_that_has_changed_is_refused_and_one_that_has_moved_is_found) {
  const Scratch scratch;
  std::filesystem::copy_file(model("east"), scratch.path("mine.safetensors"));
  make_log(scratch, "emotion=happy model=" + scratch.path("mine.safetensors"));
  std::filesystem::rename(scratch.path("mine.safetensors"), scratch.path("moved.safetensors"));
  const auto start = [&](const std::string &with) {
    GstElement *filter = gst_element_factory_make("ganmutfilter", nullptr);
    GstBus *bus = gst_bus_new();
    gst_element_set_bus(filter, bus);
    g_object_set(filter, "model", with.c_str(), "replay", scratch.path("run.jsonl").c_str(), nullptr);
    gst_element_set_state(filter, GST_STATE_PAUSED);
    const std::string words = words_of(Message(gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR)));
    gst_element_set_state(filter, GST_STATE_NULL);
    gst_element_set_bus(filter, nullptr);
    gst_object_unref(filter);
    gst_object_unref(bus);
    return words;
  };
  suite::expect_text(start(scratch.path("moved.safetensors")), "");
  ck_assert(start(model("west")).find("is another one") != std::string::npos);
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  if (portrait_file().empty())
    return suite::skip("replay: there is no portrait; scripts/fetch-portrait out/portrait.png brings one");
  Suite *suite = suite_create("replay");
  TCase *tests = tcase_create("replay");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_test(tests, what_was_shown_is_shown_again_bit_for_bit);
  tcase_add_test(tests, a_log_that_ends_in_the_middle_of_a_line_is_shown_up_to_there);
  tcase_add_test(tests, older_files_of_a_log_are_shown_as_well);
  tcase_add_test(tests, another_video_is_told_from_the_one_of_the_log);
  tcase_add_test(tests, a_model_that_has_changed_is_refused_and_one_that_has_moved_is_found);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
