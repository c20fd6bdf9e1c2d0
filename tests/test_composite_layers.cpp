#include "composite_cases.h"

using namespace composite_cases;

namespace {

START_TEST(gain_scales_about_black_and_neutral) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  auto layers = still_layers();
  layers.gain = -0.4;
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    edit_layers(frame.frame, layers, matrix(placing), mask, 0.5F);
    compare(frame, before, placing, mask, 1.0, [&](const Sample &sample, double value, double m) {
      const double dark = frame.encoded(sample.component, 0, 0, 0);
      return value + m * (std::exp(-0.2) - 1) * (value - dark);
    });
  });
}
END_TEST

START_TEST(paint_shows_where_the_matte_says_so) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  auto layers = still_layers();
  layers.matte = 20;
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    edit_layers(frame.frame, layers, matrix(placing), mask, 1.F);
    compare(frame, before, placing, mask, 2.0, [&](const Sample &sample, double value, double m) {
      const cv::Vec2d p = aligned_position(placing, sample.x, sample.y);
      if (std::abs(p[1] - 0.75 * side) < 1) // between the lips the frame's own mouth may show
        return double(frame.value(sample));
      return value + m * (frame.encoded(sample.component, 51, 127.5, 229.5) - value);
    });
  });
}
END_TEST

START_TEST(an_eye_and_an_open_mouth_stay_where_they_are) {
  TestFrame frame(TestFrame::formats()[0], 4 * side, 4 * side, 0);
  const auto before = frame.bytes;
  auto layers = moving_everywhere({0, 1.5}, true).layers.value();
  for (int i = 0; i < 6; ++i) { // of one eye, from its left corner over the upper lid
    const auto angle = static_cast<float>(i * M_PI / 3);
    layers.landmarks[36 + i] = {8 - 5 * std::cos(angle), 8 - 5 * std::sin(angle)};
  }
  for (const int i : {61, 62, 63})
    layers.landmarks[i].y -= 4;
  for (const int i : {65, 66, 67})
    layers.landmarks[i].y += 4;
  layers.matte = 0;
  edit_layers(frame.frame, layers, cv::Matx23f(4, 0, 1.5F, 0, 4, 1.5F), cv::Mat::ones(side, side, CV_32FC1), 1.F);
  const auto is_still = [&](int x, int y) { // aligned pixels
    const auto at =
        static_cast<std::size_t>(frame.frame.planes[0] - frame.bytes.data()) + 4 * y * frame.frame.strides[0] + 12 * x;
    return std::equal(&before[at], &before[at] + 3, &frame.bytes[at], [](int a, int b) { return std::abs(a - b) < 4; });
  };
  ck_assert(is_still(8, 8) && is_still(side / 2, 3 * side / 4));
  ck_assert(!is_still(side / 2, side / 2) && !is_still(24, 8));
}
END_TEST

} // namespace

int main() {
  cv::setNumThreads(1); // the frames are small, the tests many
  Suite *layers = suite_create("composite-layers");
  TCase *formats = tcase_create("formats");
  tcase_set_timeout(formats, 120);
  tcase_add_test(formats, gain_scales_about_black_and_neutral);
  tcase_add_test(formats, paint_shows_where_the_matte_says_so);
  tcase_add_test(formats, an_eye_and_an_open_mouth_stay_where_they_are);
  suite_add_tcase(layers, formats);
  return suite::run(layers);
}
