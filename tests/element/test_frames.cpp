#include <cstring>
#include <thread>

#include <ganmut/action_units.h>

#include "../suite.h"
#include "harness.h"

using namespace element;

namespace {

constexpr GstClockTime frame_time = 40 * GST_MSECOND;

GstVideoInfo portrait_info(const char *format = "I420") {
  return video_info(format, {512, 512});
}

START_TEST(strength_0_passes_every_bit_through) {
  Filter filter("strength=0 emotion=happy");
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  const Buffer in = to_buffer(portrait(), info);
  const Buffer out = filter.edit(Buffer(gst_buffer_ref(in.get())));
  ck_assert_ptr_eq(out.get(), in.get()); // not even copied
  ck_assert_int_eq(face_count(out), 0);
}
END_TEST

START_TEST(a_sham_does_everything_and_changes_nothing) {
  Filter filter("emotion=happy sham=true");
  for (const char *format : {"I420", "BGRx"}) {
    const GstVideoInfo info = portrait_info(format);
    filter.set_caps(info);
    const Buffer in = to_buffer(portrait(), info);
    const Buffer out = filter.edit(Buffer(gst_buffer_copy_deep(in.get())));
    ck_assert_msg(same_bytes(in, out) && face_count(out) == 1, "%s", format);
    g_object_set(filter.element(), "sham", FALSE, nullptr);
    ck_assert_msg(!same_bytes(in, filter.edit(Buffer(gst_buffer_copy_deep(in.get())))), "%s", format);
    g_object_set(filter.element(), "sham", TRUE, nullptr);
  }
}
END_TEST

START_TEST(faces_can_come_from_an_element_before) {
  Filter filter("emotion=happy detector=meta");
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  const Buffer in = to_buffer(portrait(), info);
  Filter finder("emotion=happy");
  finder.set_caps(info);
  const Buffer found = finder.edit(Buffer(gst_buffer_copy_deep(in.get())));
  const auto *face = gst_buffer_get_video_region_of_interest_meta(found.get());
  ck_assert_ptr_nonnull(face);
  GstClockTime pts = 0;
  const auto is_edited = [&](const char *type) {
    Buffer buffer(gst_buffer_copy_deep(in.get()));
    GST_BUFFER_PTS(buffer.get()) = (pts += 2 * GST_SECOND); // each a scene of its own
    if (type)
      gst_buffer_add_video_region_of_interest_meta(buffer.get(), type, face->x, face->y, face->w, face->h);
    return !same_bytes(in, filter.edit(std::move(buffer)));
  };
  ck_assert(!is_edited(nullptr));
  ck_assert(is_edited("face"));
  ck_assert(!is_edited("hand"));
}
END_TEST

START_TEST(action_units_and_speech_reach_the_network) {
  Filter filter("model=" + model("layers") + " emotion=happy action-units=AU12L=0.8,jawOpen=0.5 keep-speech=0.25");
  Reference reference(model("layers"));
  const auto info = portrait_info();
  const Buffer in = to_buffer(portrait(), info);
  filter.set_caps(info);
  ganmut::EditSettings settings;
  settings.point = reference.space().point("happy");
  settings.action_units = ganmut::action_units("AU12L=0.8,jawOpen=0.5", reference.units());
  settings.keep_speech = 0.25F;
  const auto expect_as_reference = [&](const char *what) {
    const Buffer out = filter.edit(Buffer(gst_buffer_copy_deep(in.get())));
    ck_assert_msg(!same_bytes(in, out) && same_bytes(reference.edit(in, info, settings), out), "%s", what);
  };
  expect_as_reference("as set at the start");
  g_object_set(filter.element(), "action-units", "", "keep-speech", 1.0, nullptr);
  settings.action_units.clear();
  settings.keep_speech = 1.F;
  expect_as_reference("as set while playing");
}
END_TEST

START_TEST(a_face_is_told_of_in_the_metadata) {
  Filter filter("emotion=surprise");
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  const Buffer out = filter.edit(to_buffer(portrait(), info));
  ck_assert_int_eq(face_count(out), 1);
  auto *meta = gst_buffer_get_video_region_of_interest_meta(out.get());
  ck_assert_str_eq(g_quark_to_string(meta->roi_type), "face");
  ck_assert_uint_le(meta->x + meta->w, 512);
  ck_assert_uint_le(meta->y + meta->h, 512);
  const GstStructure *structure = gst_video_region_of_interest_meta_get_param(meta, "ganmut");
  gint id = -1;
  ck_assert(gst_structure_get_int(structure, "id", &id));
  ck_assert_int_eq(id, meta->id);
  ck_assert_int_eq(id, 1); // 0 means "no parent" where a meta speaks of another one
  ck_assert_int_eq(meta->parent_id, 0);
  const GValue *landmarks = gst_structure_get_value(structure, "landmarks");
  ck_assert_uint_eq(gst_value_array_get_size(landmarks), 2 * 68);
  const ganmut::Point surprise = ganmut::Model::load(model("east")).space().point("surprise");
  const ganmut::Point applied = applied_point(out);
  ck_assert_float_eq_tol(applied.x, surprise.x, 1e-6F);
  ck_assert_float_eq_tol(applied.y, surprise.y, 1e-6F);
}
END_TEST

START_TEST(edited_streams_are_tagged) {
  Filter filter("emotion=happy");
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  filter.edit(to_buffer(portrait(), info));
  bool tagged = false;
  while (GstEvent *event = gst_harness_try_pull_event(filter.harness())) {
    GstTagList *tags = nullptr;
    gchar *comment = nullptr;
    if (GST_EVENT_TYPE(event) == GST_EVENT_TAG)
      gst_event_parse_tag(event, &tags);
    if (tags && gst_tag_list_get_string(tags, GST_TAG_COMMENT, &comment))
      tagged = std::strstr(comment, "GANmut") != nullptr;
    g_free(comment);
    gst_event_unref(event);
  }
  ck_assert(tagged);
}
END_TEST

struct Interlacing {
  GstVideoInterlaceMode mode;
  bool flagged; ///< the buffer itself is
  bool edited;
};
const Interlacing interlacings[] = {
    {GST_VIDEO_INTERLACE_MODE_PROGRESSIVE, false, true}, {GST_VIDEO_INTERLACE_MODE_INTERLEAVED, false, false},
    {GST_VIDEO_INTERLACE_MODE_INTERLEAVED, true, false}, {GST_VIDEO_INTERLACE_MODE_FIELDS, false, false},
    {GST_VIDEO_INTERLACE_MODE_MIXED, true, false},       {GST_VIDEO_INTERLACE_MODE_MIXED, false, true},
};

START_TEST(interlaced_frames_pass_through_with_one_warning) {
  const Interlacing &interlacing = interlacings[_i];
  Filter filter("emotion=happy");
  const GstVideoInfo progressive = portrait_info();
  GstVideoInfo info = progressive;
  GST_VIDEO_INFO_INTERLACE_MODE(&info) = interlacing.mode;
  filter.set_caps(info);
  const Buffer in = to_buffer(portrait(), progressive);
  for (int frame = 0; frame < 3; ++frame) {
    Buffer copy(gst_buffer_copy_deep(in.get()));
    GST_BUFFER_PTS(copy.get()) = frame * frame_time;
    if (interlacing.flagged)
      GST_BUFFER_FLAG_SET(copy.get(), GST_VIDEO_BUFFER_FLAG_INTERLACED);
    const Buffer out = filter.edit(std::move(copy));
    ck_assert(same_bytes(in, out) != interlacing.edited);
    ck_assert_int_eq(face_count(out), interlacing.edited ? 1 : 0);
  }
  const Message warning = filter.message(GST_MESSAGE_WARNING);
  ck_assert((warning == nullptr) == interlacing.edited);
  ck_assert_ptr_null(filter.message(GST_MESSAGE_WARNING).get());
  if (!warning)
    return;
  GError *error = nullptr;
  gst_message_parse_warning(warning.get(), &error, nullptr);
  ck_assert(g_error_matches(error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT));
  ck_assert_ptr_nonnull(std::strstr(error->message, "deinterlace"));
  g_error_free(error);
}
END_TEST

const Log::Line story[] = {
    {GST_LEVEL_INFO, "starting with model"},
    {GST_LEVEL_INFO, "east.safetensors on cpu"},
    {GST_LEVEL_INFO, "started"},
    {GST_LEVEL_INFO, "video/x-raw"},
    {GST_LEVEL_INFO, "frames are edited"},
    {GST_LEVEL_INFO, "tags say so"},
    {GST_LEVEL_DEBUG, "face 1 found"},
    {GST_LEVEL_LOG, "frame at 0:00:00.000000000: 1 faces"},
    {GST_LEVEL_DEBUG, "emotion 'sad' at ("},
    {GST_LEVEL_DEBUG, "face 1 lost"},
    {GST_LEVEL_WARNING, "knows no emotion 'hungry'"},
    {GST_LEVEL_INFO, "strength is 0"},
    {GST_LEVEL_INFO, "loading model"},
    {GST_LEVEL_INFO, "takes over from"},
    {GST_LEVEL_INFO, "stopped"},
};

START_TEST(the_log_tells_the_story_of_a_stream) {
  const Log log;
  {
    Filter filter("emotion=happy device=cpu");
    const GstVideoInfo info = portrait_info();
    filter.set_caps(info);
    filter.edit(to_buffer(portrait(), info));
    g_object_set(filter.element(), "emotion", "sad", nullptr);
    filter.edit(to_buffer(cv::Mat(512, 512, CV_8UC3, cv::Scalar::all(90)), info, 10 * GST_SECOND));
    g_object_set(filter.element(), "emotion", "hungry", "strength", 0.0, nullptr);
    filter.edit(to_buffer(portrait(), info, 11 * GST_SECOND));
    g_object_set(filter.element(), "model", model("west").c_str(), nullptr);
    filter.wait_for_model(model("west"));
  }
  auto told = std::begin(story);
  std::string heard;
  for (const Log::Line &line : log.lines()) {
    heard += line.text + "\n";
    if (told != std::end(story) && line.level == told->level && line.text.find(told->text) != std::string::npos)
      ++told;
  }
  ck_assert_msg(told == std::end(story), "'%s' is not told after what comes before it in:\n%s", told->text.c_str(),
                heard.c_str());
}
END_TEST

START_TEST(a_seek_forgets_the_faces) {
  Filter filter("emotion=happy");
  Reference reference(model("east"));
  const GstVideoInfo info = portrait_info();
  filter.set_caps(info);
  const cv::Mat picture = portrait();
  cv::Mat moved;
  cv::flip(picture, moved, 1);
  const auto both = [&](const cv::Mat &frame, GstClockTime pts) {
    const Buffer in = to_buffer(frame, info, pts);
    const Buffer expected = reference.edit(in, info, reference.space().point("happy"));
    return same_bytes(expected, filter.edit(Buffer(gst_buffer_copy_deep(in.get()))));
  };
  ck_assert(both(picture, 0));
  ck_assert(both(picture, frame_time));
  gst_harness_push_event(filter.harness(), gst_event_new_flush_start());
  gst_harness_push_event(filter.harness(), gst_event_new_flush_stop(TRUE));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_harness_push_event(filter.harness(), gst_event_new_segment(&segment));
  reference.reset();
  ck_assert(both(moved, 0));
}
END_TEST

START_TEST(two_elements_do_not_disturb_each_other) {
  Filter first("emotion=happy"), second("emotion=sad model=" + model("west"));
  Reference east(model("east")), west(model("west"));
  const GstVideoInfo yuv = portrait_info("I420"), rgb = portrait_info("RGBA");
  first.set_caps(yuv);
  second.set_caps(rgb);
  const auto run = [](Filter &filter, Reference &reference, const GstVideoInfo &info, const char *emotion, bool *good) {
    for (int frame = 0; frame < 4; ++frame) {
      const Buffer in = to_buffer(portrait(), info, frame * frame_time);
      const Buffer expected = reference.edit(in, info, reference.space().point(emotion));
      *good = *good && same_bytes(expected, filter.edit(Buffer(gst_buffer_copy_deep(in.get()))));
    }
  };
  bool first_good = true, second_good = true;
  std::thread other([&] { run(second, west, rgb, "sad", &second_good); });
  run(first, east, yuv, "happy", &first_good);
  other.join();
  ck_assert(first_good && second_good);
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  if (portrait_file().empty())
    return suite::skip("frames: there is no portrait; scripts/fetch-portrait out/portrait.png brings one");
  Suite *suite = suite_create("frames");
  TCase *tests = tcase_create("frames");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_test(tests, strength_0_passes_every_bit_through);
  tcase_add_test(tests, faces_can_come_from_an_element_before);
  tcase_add_test(tests, a_sham_does_everything_and_changes_nothing);
  tcase_add_test(tests, action_units_and_speech_reach_the_network);
  tcase_add_test(tests, a_face_is_told_of_in_the_metadata);
  tcase_add_test(tests, edited_streams_are_tagged);
  tcase_add_loop_test(tests, interlaced_frames_pass_through_with_one_warning, 0, std::size(interlacings));
  tcase_add_test(tests, the_log_tells_the_story_of_a_stream);
  tcase_add_test(tests, a_seek_forgets_the_faces);
  tcase_add_test(tests, two_elements_do_not_disturb_each_other);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
