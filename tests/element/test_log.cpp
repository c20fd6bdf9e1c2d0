// What was applied to every frame, in a file.
#include <cerrno>
#include <cmath>
#include <cstring>

#include "../suite.h"
#include "logs.h"

using namespace element;

namespace {

const GstVideoInfo info = video_info("I420", {512, 512}); // of the portrait
const GstVideoInfo tiny = video_info("I420", {32, 32});

Buffer face_at(int milliseconds) {
  return to_buffer(portrait(), info, milliseconds * GST_MSECOND);
}

Buffer grey_at(int milliseconds, const GstVideoInfo &as = tiny) {
  return to_buffer(cv::Mat(GST_VIDEO_INFO_HEIGHT(&as), GST_VIDEO_INFO_WIDTH(&as), CV_8UC3, cv::Scalar::all(120)), as,
                   milliseconds * GST_MSECOND);
}

START_TEST(the_first_line_says_how_frames_are_made) {
  const Scratch scratch;
  Filter filter("emotion=happy strength=0.75 log=" + scratch.path("run.jsonl"));
  filter.set_caps(info);
  filter.edit(face_at(0));
  end(filter);
  const Lines lines = lines_of(scratch);
  ck_assert_uint_eq(lines.size(), 3); // the second one knows the video as well
  const auto &head = lines[1];
  ck_assert(lines[0].at("log") == "ganmutfilter" && lines[0].at("video").is_null());
  ck_assert(head.at("versions").contains("ganmut") && head.at("versions").contains("libraries") &&
            head.at("device") == "cpu");
  ck_assert(head.at("model").at("file") == model("east"));
  ck_assert(head.at("model").at("sha256") == ganmut::Model::load(model("east")).info().sha256);
  ck_assert(head.at("video").at("format") == "I420" && head.at("video").at("width") == 512);
  const auto &properties = head.at("properties");
  ck_assert(properties.at("emotion") == "happy" && properties.at("composite") == "residual");
  ck_assert(properties.at("strength") == 0.75 && properties.at("sham") == false && properties.at("max-faces") == 1);
  ck_assert(properties.at("model") == model("east"));
}
END_TEST

START_TEST(a_frame_has_its_times_its_faces_and_what_was_applied) {
  const Scratch scratch;
  Filter filter("x=0.5 ramp=1000 ramp-easing=linear log=" + scratch.path("run.jsonl"));
  filter.set_caps(info);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = 3 * GST_SECOND;
  gst_harness_push_event(filter.harness(), gst_event_new_segment(&segment));
  filter.edit(face_at(3000));
  g_object_set(filter.element(), "x", -0.5, nullptr);
  filter.edit(face_at(3040));
  const Buffer out = filter.edit(face_at(3540));
  end(filter);
  const Lines frames = frames_of(lines_of(scratch));
  ck_assert_uint_eq(frames.size(), 3);
  const auto &frame = frames[2];
  ck_assert(frame.at("frame") == "edited" && frame.at("pts") == 3540 * GST_MSECOND);
  ck_assert(frame.at("running-time") == 540 * GST_MSECOND);
  ck_assert_uint_eq(frame.at("wall").get<std::string>().size(), std::strlen("2026-11-26T17:00:00.000000Z"));
  ck_assert(frame.at("asked").at("point") == nlohmann::json::array({-0.5, 0.0, 0.0}));
  ck_assert_double_eq_tol(frame.at("applied").at("point").at(0).get<double>(), 0.0, 1e-6);
  ck_assert(frame.at("applied").at("strength") == 1.0 && frame.at("applied").at("keep-speech") == 1.0);
  ck_assert(frame.at("us").at("find") > 0 && frame.at("us").at("all") >= frame.at("us").at("generate"));
  const auto &face = frame.at("faces").at(0);
  const auto *meta = gst_buffer_get_video_region_of_interest_meta(out.get());
  ck_assert(face.at("id") == meta->id && face.at("box").at(0) > 0 && face.at("landmarks").size() == 136);
  ck_assert_double_eq_tol(face.at("point").at(0).get<double>(), applied_point(out).x, 1e-6);
}
END_TEST

START_TEST(frames_that_are_not_edited_have_their_line_too) {
  const Scratch scratch;
  Filter filter("strength=0 log=" + scratch.path("run.jsonl"));
  filter.set_caps(tiny);
  filter.edit(grey_at(0));
  gst_harness_push_upstream_event(filter.harness(),
                                  gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 2.0, GST_SECOND, 100 * GST_MSECOND));
  ck_assert_ptr_null(filter.edit(grey_at(40)).get());
  GstVideoInfo fields = tiny;
  GST_VIDEO_INFO_INTERLACE_MODE(&fields) = GST_VIDEO_INTERLACE_MODE_INTERLEAVED;
  filter.set_caps(fields);
  filter.edit(grey_at(4000, tiny));
  end(filter);
  const Lines frames = frames_of(lines_of(scratch));
  ck_assert_uint_eq(frames.size(), 3);
  const std::pair<const char *, int> expected[] = {{"strength-zero", 0}, {"dropped", 40}, {"interlaced", 4000}};
  for (int i = 0; i < 3; ++i) {
    ck_assert_msg(frames[i].at("frame") == expected[i].first, "%s", frames[i].dump().c_str());
    ck_assert(frames[i].at("pts") == expected[i].second * GST_MSECOND);
  }
}
END_TEST

START_TEST(lateness_is_by_the_clock_of_the_pipeline) {
  const Scratch scratch;
  Filter filter("strength=0 log=" + scratch.path("run.jsonl"));
  gst_harness_use_testclock(filter.harness());
  gst_harness_push_upstream_event(filter.harness(), gst_event_new_latency(30 * GST_MSECOND));
  filter.set_caps(tiny);
  gst_harness_set_time(filter.harness(), 70 * GST_MSECOND);
  for (const int milliseconds : {0, 40, 80})
    filter.edit(grey_at(milliseconds));
  end(filter);
  int expected = 70000 - 30000;
  for (const auto &frame : frames_of(lines_of(scratch))) {
    ck_assert_msg(frame.at("late-us") == expected, "%s", frame.dump().c_str());
    expected -= 40000;
  }
  ck_assert_int_eq(expected, -80000);
}
END_TEST

START_TEST(nothing_is_overwritten_and_a_large_log_goes_on_in_another_file) {
  const Scratch scratch;
  scratch.write("run.jsonl", "the one before\n");
  constexpr int frames = 9000;
  {
    Filter filter("strength=0 log-size=1 log=" + scratch.path("run.jsonl"));
    filter.set_caps(tiny);
    const Buffer frame = grey_at(0);
    for (int i = 0; i < frames; ++i) {
      Buffer next(gst_buffer_copy(frame.get()));
      GST_BUFFER_PTS(next.get()) = i * GST_MSECOND;
      filter.edit(std::move(next));
    }
    end(filter);
  }
  suite::expect_text(scratch.read("run.jsonl.1"), "the one before\n");
  ck_assert(scratch.read("run.jsonl.2").size() < (1U << 20U) + 1000);
  const Lines older = lines_of(scratch, "run.jsonl.2"), newer = lines_of(scratch);
  ck_assert(newer[0].at("continues") == "run.jsonl.2" && newer[0].at("log") == "ganmutfilter");
  Lines all = frames_of(older);
  for (const auto &line : frames_of(newer))
    all.push_back(line);
  ck_assert_uint_eq(all.size(), frames);
  for (int i = 0; i < frames; ++i)
    ck_assert(all[i].at("pts") == i * GST_MSECOND);
}
END_TEST

START_TEST(a_disk_that_is_full_stops_the_stream_with_one_sentence) {
  Filter filter("strength=0 log=/dev/full");
  filter.set_caps(tiny);
  GstFlowReturn flow = GST_FLOW_OK;
  for (int i = 0; i < 1000 && flow == GST_FLOW_OK; ++i) { // the log is written aside
    flow = gst_harness_push(filter.harness(), grey_at(40 * i).release());
    end(filter);
  }
  const Message message = filter.message(GST_MESSAGE_ERROR);
  ck_assert_ptr_nonnull(message.get());
  const std::string words = words_of(message);
  // The reason comes in the user's language.
  ck_assert_msg(words.find("/dev/full") != std::string::npos && words.find(std::strerror(ENOSPC)) != std::string::npos,
                "%s", words.c_str());
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  Suite *suite = suite_create("log");
  TCase *tests = tcase_create("log");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  if (!portrait_file().empty()) {
    tcase_add_test(tests, the_first_line_says_how_frames_are_made);
    tcase_add_test(tests, a_frame_has_its_times_its_faces_and_what_was_applied);
  }
  tcase_add_test(tests, frames_that_are_not_edited_have_their_line_too);
  tcase_add_test(tests, lateness_is_by_the_clock_of_the_pipeline);
  tcase_add_test(tests, nothing_is_overwritten_and_a_large_log_goes_on_in_another_file);
  tcase_add_test(tests, a_disk_that_is_full_stops_the_stream_with_one_sentence);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
