// update=live: frames never wait for the network, and show what it made last.
#include <random>
#include <thread>

#include "../scratch.h"
#include "../suite.h"
#include "harness.h"

using namespace element;

namespace {

GstVideoInfo portrait_info() {
  return video_info("I420", {512, 512});
}

/// The mean difference of two buffers' bytes.
double difference(const Buffer &a, const Buffer &b) {
  GstMapInfo first, second;
  ck_assert(gst_buffer_map(a.get(), &first, GST_MAP_READ));
  ck_assert(gst_buffer_map(b.get(), &second, GST_MAP_READ));
  ck_assert_uint_eq(first.size, second.size);
  double sum = 0;
  for (gsize i = 0; i < first.size; ++i)
    sum += std::abs(int{first.data[i]} - int{second.data[i]});
  sum /= static_cast<double>(first.size);
  gst_buffer_unmap(b.get(), &second);
  gst_buffer_unmap(a.get(), &first);
  return sum;
}

/// Frames of the portrait, one after the other.
class Stream {
public:
  explicit Stream(Filter &filter) : filter_(filter) { filter.set_caps(info_); }

  Buffer next() {
    Buffer in = to_buffer(picture_, info_, frame_++ * 40 * GST_MSECOND);
    return filter_.edit(std::move(in));
  }

  /// Whether one of the next hundreds of frames looks like `wanted`, but for a twentieth of its difference to the
  /// portrait: the landmarks are sought from elsewhere than in a first frame.
  bool comes_to(const Buffer &wanted) {
    const Buffer in = to_buffer(picture_, info_);
    for (int tries = 0; tries < 500; ++tries) {
      const Buffer out = next();
      if (difference(out, wanted) < difference(in, wanted) / 20 && face_count(out) == 1)
        return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

private:
  Filter &filter_;
  const GstVideoInfo info_ = portrait_info();
  const cv::Mat picture_ = portrait();
  GstClockTime frame_ = 0;
};

START_TEST(frames_come_to_what_the_library_makes_of_them) {
  for (const char *kind : {"east", "layers"}) {
    Filter filter("update=live keep-speech=0 emotion=happy model=" + model(kind));
    Reference reference(model(kind));
    const auto info = portrait_info();
    const Buffer in = to_buffer(portrait(), info);
    Stream stream(filter);
    ck_assert(difference(stream.next(), in) == 0); // nothing is there yet
    for (const char *emotion : {"happy", "sad"}) {
      g_object_set(filter.element(), "emotion", emotion, nullptr);
      ck_assert_msg(stream.comes_to(reference.edit(in, info, reference.space().point(emotion))), "%s: %s", kind,
                    emotion);
    }
    ganmut::EditSettings settings;
    settings.point = reference.space().point("sad");
    settings.composite = ganmut::Composite::Replace;
    g_object_set(filter.element(), "composite", settings.composite, nullptr);
    ck_assert_msg(stream.comes_to(reference.edit(in, info, settings)), "%s: replace", kind);
  }
}
END_TEST

START_TEST(another_model_takes_over_while_one_is_at_work) {
  Filter filter("update=live keep-speech=0 emotion=happy model=" + model("layers"));
  const auto info = portrait_info();
  const Buffer in = to_buffer(portrait(), info);
  Stream stream(filter);
  for (const char *kind : {"layers", "east", "layers", "west"}) {
    g_object_set(filter.element(), "model", model(kind).c_str(), nullptr);
    filter.wait_for_model(model(kind));
    Reference reference(model(kind));
    ck_assert_msg(stream.comes_to(reference.edit(in, info, reference.space().point("happy"))), "%s", kind);
  }
}
END_TEST

START_TEST(a_frame_waits_for_what_live_began) {
  Filter filter("keep-speech=0 emotion=happy model=default");
  const auto info = portrait_info();
  const Buffer in = to_buffer(portrait(), info);
  Stream stream(filter);
  const auto next = [&](const char *update) {
    gst_util_set_object_arg(G_OBJECT(filter.element()), "update", update);
    return stream.next();
  };
  Reference reference("default");
  const Buffer wanted = reference.edit(in, info, reference.space().point("happy"));
  next("frame");
  ck_assert(stream.comes_to(wanted));
  for (int i = 0; i < 30; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(30)); // the network is due again
    next("live");
    ck_assert(difference(next("frame"), wanted) < difference(in, wanted) / 20);
  }
}
END_TEST

START_TEST(a_live_source_makes_it_live_unless_it_is_told_otherwise) {
  const Scratch scratch;
  struct {
    const char *update;
    bool live_source, log, is_live;
  } cases[] = {
      {"auto", true, false, true},   {"auto", false, false, false}, {"auto", true, true, false},
      {"frame", true, false, false}, {"live", false, false, true},  {"live", true, true, true},
  };
  const Buffer in = to_buffer(portrait(), portrait_info());
  for (const auto &[update, live_source, log, is_live] : cases) {
    Filter filter(std::string("emotion=happy update=") + update + (log ? " log=" + scratch.path("log.jsonl") : ""));
    gst_harness_set_live(filter.harness(), live_source);
    Stream stream(filter);
    const bool is_untouched = difference(stream.next(), in) == 0; // in a first frame nothing was rendered yet
    ck_assert_msg(is_untouched == is_live, "update=%s, %s source, %s log", update, live_source ? "live" : "other",
                  log ? "a" : "no");
  }
}
END_TEST

/// The luma of a frame of portrait_info(), a float a sample.
cv::Mat luma_of(const Buffer &buffer) {
  cv::Mat luma(512, 512, CV_8UC1), numbers;
  gst_buffer_extract(buffer.get(), 0, luma.data, luma.total());
  luma.convertTo(numbers, CV_32F);
  return numbers;
}

START_TEST(noise_does_not_make_an_edit_tremble) {
  const char *update = _i == 0 ? "frame" : "live";
  Filter filter(std::string("model=default keep-speech=0 emotion=happy update=") + update);
  filter.set_caps(portrait_info());
  constexpr int frames = 60, settled = 30;
  cv::Mat sum[2], squares[2]; // of what comes in, and goes out
  for (int side = 0; side < 2; ++side)
    sum[side] = cv::Mat::zeros(512, 512, CV_32F), squares[side] = sum[side].clone();
  cv::theRNG().state = 1;
  for (int i = 0; i < frames; ++i) {
    cv::Mat noise(512, 512, CV_16SC3), noisy;
    cv::randn(noise, 0, 4);
    cv::add(portrait(), noise, noisy, {}, CV_8U);
    Buffer in = to_buffer(noisy, portrait_info(), i * 40 * GST_MSECOND);
    const cv::Mat before = luma_of(in), after = luma_of(filter.edit(std::move(in)));
    if (_i == 1)
      std::this_thread::sleep_for(std::chrono::milliseconds(40));
    if (i < settled)
      continue;
    sum[0] += before, sum[1] += after;
    squares[0] += before.mul(before), squares[1] += after.mul(after);
  }
  const cv::Mat changed = cv::abs(sum[1] - sum[0]) > 0.5 * (frames - settled);
  ck_assert_int_gt(cv::countNonZero(changed), 1000);
  const auto variance = [&](int side) {
    return cv::mean(squares[side] - sum[side].mul(sum[side]) / (frames - settled), changed)[0];
  };
  ck_assert_double_le(variance(1), 1.1 * variance(0));
}
END_TEST

START_TEST(it_stops_in_any_state) {
  GError *error = nullptr;
  const std::string line = "filesrc location=\"" + portrait_file() +
                           "\" ! pngdec ! imagefreeze ! videoconvert ! video/x-raw,format=I420,framerate=200/1 ! "
                           "ganmutfilter name=filter model=" +
                           model("layers") + " ! fakesink sync=false";
  GstElement *pipeline = gst_parse_launch(line.c_str(), &error);
  ck_assert_msg(error == nullptr, "%s", error ? error->message : "");
  GstElement *filter = gst_bin_get_by_name(GST_BIN(pipeline), "filter");
  std::mt19937 random(1);
  const auto one_of = [&](int count) { return std::uniform_int_distribution<>(0, count - 1)(random); };
  const GstState states[] = {GST_STATE_PLAYING, GST_STATE_PAUSED, GST_STATE_PLAYING, GST_STATE_READY, GST_STATE_NULL};
  for (int i = 0; i < 1000; ++i) {
    switch (one_of(8)) {
    case 0: // most states are short, and few are those that load everything anew
      gst_element_set_state(pipeline, states[one_of(one_of(6) == 0 ? 5 : 3)]);
      break;
    case 1:
      gst_element_seek_simple(pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, one_of(60) * GST_SECOND);
      break;
    case 2:
      gst_util_set_object_arg(G_OBJECT(filter), "update", one_of(4) == 0 ? "frame" : "live");
      break;
    case 3:
      g_object_set(filter, "emotion", one_of(2) == 0 ? "happy" : "sad", "strength", one_of(3) / 2.0, nullptr);
      break;
    case 4:
      g_object_set(filter, "detect-interval", 1 + one_of(8), "max-faces", one_of(3), nullptr);
      break;
    case 5:
      if (one_of(10) == 0)
        g_object_set(filter, "model", model(one_of(2) == 0 ? "layers" : "east").c_str(), nullptr);
      break;
    default:
      std::this_thread::sleep_for(std::chrono::milliseconds(one_of(20)));
    }
    GstBus *bus = gst_element_get_bus(pipeline);
    while (GstMessage *message = gst_bus_pop(bus)) {
      ck_assert_int_ne(GST_MESSAGE_TYPE(message), GST_MESSAGE_ERROR);
      gst_message_unref(message);
    }
    gst_object_unref(bus);
  }
  ck_assert_int_eq(gst_element_set_state(pipeline, GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
  gst_object_unref(filter);
  gst_object_unref(pipeline);
}
END_TEST

void initialize() {
  gst_init(nullptr, nullptr);
}

} // namespace

int main() {
  if (portrait_file().empty())
    return suite::skip("live: there is no portrait; scripts/fetch-portrait out/portrait.png brings one");
  Suite *suite = suite_create("live");
  TCase *tests = tcase_create("live");
  tcase_set_timeout(tests, 0);
  tcase_add_checked_fixture(tests, initialize, nullptr);
  tcase_add_test(tests, frames_come_to_what_the_library_makes_of_them);
  tcase_add_test(tests, another_model_takes_over_while_one_is_at_work);
  tcase_add_test(tests, a_frame_waits_for_what_live_began);
  tcase_add_test(tests, a_live_source_makes_it_live_unless_it_is_told_otherwise);
  tcase_add_loop_test(tests, noise_does_not_make_an_edit_tremble, 0, 2);
  tcase_add_test(tests, it_stops_in_any_state);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
