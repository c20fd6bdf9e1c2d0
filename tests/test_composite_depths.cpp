// Samples of more than 8 bits: as exact as they can be, and the same picture as in 8 bits.
#include "composite_cases.h"

using namespace composite_cases;

namespace {

const cv::Matx23f to_frame(1, 0, 4, 0, 1, 4);

Rendering darker() {
  Rendering rendering;
  rendering.layers = still_layers();
  rendering.layers->gain = -0.4;
  return rendering;
}

Rendering tinted() {
  Rendering rendering;
  rendering.delta = cv::Mat(side, side, CV_32FC3, cv::Scalar(0.1, 0.05, -0.12));
  return rendering;
}

Rendering moved_and_painted() {
  auto rendering = moving_everywhere({1.5, -2}, true);
  rendering.layers->gain = 0.2;
  rendering.layers->matte = 0;
  return rendering;
}

Rendering moved_and_tinted() {
  auto rendering = moving_everywhere({1.5, -2}, false);
  rendering.delta = tinted().delta;
  return rendering;
}

/// Runs `check(frame)` for every format of more than 8 bits, in both ranges.
template <class Check> void for_deep_frames(Check check) {
  for (const auto &format : TestFrame::formats())
    for (const ColourRange range : {ColourRange::Limited, ColourRange::Full})
      if (format.bits > 8) {
        TestFrame frame(format, 40, 40, 5);
        frame.frame.range = range;
        check(frame);
      }
}

START_TEST(edits_are_exact_to_the_last_bit) {
  const cv::Mat mask = cv::Mat::ones(side, side, CV_32FC1);
  const auto change = [](const TestFrame &frame, const Sample &sample, double value, bool is_darker) {
    const double dark = frame.encoded(sample.component, 0, 0, 0);
    return is_darker ? (std::exp(-0.4) - 1) * (value - dark)
                     : frame.encoded(sample.component, 25.5, 12.75, -30.6) - dark;
  };
  for_deep_frames([&](TestFrame &frame) {
    for (const bool is_darker : {true, false}) {
      const auto before = frame.bytes;
      add_residual(frame.frame, is_darker ? darker() : tinted(), to_frame, mask, 1.F);
      int whole = 0;
      for (const Sample &sample : frame.samples) {
        if (mask_at(mask, {sample.x - 4, sample.y - 4}) < 1)
          continue;
        const double value = frame.value(before, sample);
        const double expected = std::clamp(value + change(frame, sample, value, is_darker), 0.0, double(frame.most()));
        if (std::abs(frame.value(sample) - expected) > 0.6)
          ck_abort_msg("%s: %c at (%g, %g): %g became %d, expected %g", frame.name(), sample.component, sample.x,
                       sample.y, value, frame.value(sample), expected);
        ++whole;
      }
      ck_assert_int_gt(whole, 500);
    }
  });
}
END_TEST

/// The format of 8 bits whose samples lie at the same places.
const TestFrame::Format &shallow_format(const TestFrame::Format &deep) {
  const std::string planes = deep.planes;
  const std::string without_alpha = planes.substr(0, planes.find(" A"));
  for (const auto &format : TestFrame::formats())
    if (format.bits == 8 && (format.planes == planes || format.planes == without_alpha))
      return format;
  ck_abort_msg("nothing of 8 bits is like %s", deep.name);
}

/// What a sample of 8 bits is in `deep`.
double deepened(const TestFrame &deep, const Sample &sample, double value) {
  const bool is_full = deep.is_rgb() || deep.frame.range == ColourRange::Full;
  const double neutral = sample.component == 'U' || sample.component == 'V' ? 128 : 0;
  return neutral * deep.step() + (value - neutral) * (is_full ? deep.most() / 255.0 : deep.step());
}

START_TEST(deep_frames_look_like_those_of_8_bits) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  for_deep_frames([&](TestFrame &deep) {
    TestFrame shallow(shallow_format(deep.format()), 40, 40, 5);
    shallow.frame.range = deep.frame.range;
    ck_assert_uint_eq(shallow.samples.size(), deep.samples.size());
    for (const auto &rendering : {moved_and_painted(), moved_and_tinted()}) {
      for (std::size_t i = 0; i < deep.samples.size(); ++i) {
        const Sample &sample = shallow.samples[i];
        shallow.set(sample, 120 + 50 * std::sin(0.4 * sample.x + sample.component) * std::cos(0.3 * sample.y));
        deep.set(deep.samples[i], deepened(deep, sample, shallow.value(sample)));
      }
      const auto looks_alike = [&] { return cv::norm(grey_of(deep.frame), grey_of(shallow.frame), cv::NORM_INF) <= 1; };
      ck_assert_msg(looks_alike(), "%s", deep.name());
      for (TestFrame *frame : {&shallow, &deep})
        add_residual(frame->frame, rendering, to_frame, mask, 1.F);
      for (std::size_t i = 0; i < deep.samples.size(); ++i) {
        const Sample &sample = shallow.samples[i];
        const double expected = deepened(deep, sample, shallow.value(sample));
        if (std::abs(deep.value(deep.samples[i]) - expected) > 1.1 * deep.step() + 2)
          ck_abort_msg("%s: %c at (%g, %g): %d, expected %g", deep.name(), sample.component, sample.x, sample.y,
                       deep.value(deep.samples[i]), expected);
      }
    }
  });
}
END_TEST

START_TEST(luma_of_8_bits_is_not_copied) {
  for (const auto &format : TestFrame::formats()) {
    const TestFrame frame(format, 40, 40, 5);
    const cv::Mat grey = grey_of(frame.frame);
    ck_assert_msg(grey.type() == CV_8UC1 && grey.size() == cv::Size(40, 40), "%s", format.name);
    const std::string planes = format.planes;
    const bool is_planar = planes == "Y" || planes.rfind("Y ", 0) == 0;
    ck_assert_msg((grey.data == frame.frame.planes[0]) == (is_planar && format.bits == 8), "%s", format.name);
  }
}
END_TEST

} // namespace

int main() {
  cv::setNumThreads(1); // the frames are small
  Suite *depths = suite_create("composite-depths");
  TCase *all = tcase_create("depths");
  tcase_set_timeout(all, 120);
  tcase_add_test(all, edits_are_exact_to_the_last_bit);
  tcase_add_test(all, deep_frames_look_like_those_of_8_bits);
  tcase_add_test(all, luma_of_8_bits_is_not_copied);
  suite_add_tcase(depths, all);
  return suite::run(depths);
}
