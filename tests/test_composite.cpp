#include "composite_cases.h"

using namespace composite_cases;

namespace {

/// A delta that grows evenly over the aligned picture, so that any interpolation gives its exact value.
cv::Vec3d delta_at(cv::Vec2d p) {
  return {0.1 - 0.004 * p[0], 0.05 + 0.002 * p[1], -0.12 + 0.003 * p[0] + 0.002 * p[1]};
}

Rendering even_delta() {
  Rendering rendering;
  rendering.delta.create(side, side, CV_32FC3);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      rendering.delta.at<cv::Vec3f>(y, x) = delta_at({double(x), double(y)});
  return rendering;
}

START_TEST(delta_is_added_under_the_mask_and_nowhere_else) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    const double strength = 0.8;
    add_residual(frame.frame, even_delta(), matrix(placing), mask, static_cast<float>(strength));
    compare(frame, before, placing, mask, 1.0, [&](const Sample &sample, double value, double m) {
      const cv::Vec3d delta = 255 * strength * delta_at(aligned_position(placing, sample.x, sample.y));
      const double change =
          frame.encoded(sample.component, delta[0], delta[1], delta[2]) - frame.encoded(sample.component, 0, 0, 0);
      return value + m * change;
    });
  });
}
END_TEST

/// An even slope, different for each component; in steps of 8 bits, within them in the frames used here.
double slope(char component, double x, double y) {
  return 40 + component % 7 * 5 + 1.2 * x + 0.9 * y;
}

START_TEST(flow_moves_the_frames_own_samples) {
  const bool in_layers = _i == 1;
  const cv::Mat mask = soft_mask(side, 0.2F);
  const cv::Vec2d flow(2.25, -1.5); // aligned pixels
  const double strength = 0.5;
  for_all([&](TestFrame &frame, const Placing &placing) {
    for (const Sample &sample : frame.samples)
      frame.set(sample, frame.step() * slope(sample.component, sample.x, sample.y));
    const auto before = frame.bytes;
    add_residual(frame.frame, moving_everywhere(flow, in_layers), matrix(placing), mask, static_cast<float>(strength));
    const cv::Matx23d m = matrix(placing);
    const double dx = strength * (m(0, 0) * flow[0] + m(0, 1) * flow[1]);
    const double dy = strength * (m(1, 0) * flow[0] + m(1, 1) * flow[1]);
    compare(frame, before, placing, mask, 1.5, [&](const Sample &sample, double value, double mask_value) {
      const double x = sample.x + dx;
      const double y = sample.y + dy;
      if (x < 4 || y < 4 || x > frame.frame.width - 5 || y > frame.frame.height - 5)
        return double(frame.value(sample)); // at the border the slope ends
      const double change = slope(sample.component, x, y) - slope(sample.component, sample.x, sample.y);
      return value + mask_value * frame.step() * change;
    });
  });
}
END_TEST

START_TEST(flow_of_whole_pixels_copies_pixels) {
  const Rendering rendering = moving_everywhere({3, -2}, _i == 1);
  const cv::Mat mask = soft_mask(side, 0.1F);
  for (const auto &format : TestFrame::formats()) {
    TestFrame frame(format, 40, 40, 5);
    if (!frame.is_rgb())
      continue;
    const auto before = frame.bytes;
    add_residual(frame.frame, rendering, cv::Matx23f(1, 0, 4, 0, 1, 4), mask, 1.F);
    const auto words = std::string(frame.format().planes).find(' ') == 1 ? 1 : std::strlen(frame.format().planes);
    const auto from = static_cast<std::ptrdiff_t>(3 * words * frame.word_size()) - 2 * frame.frame.strides[0];
    int whole = 0;
    for (const Sample &sample : frame.samples)
      if (mask_at(mask, {sample.x - 4, sample.y - 4}) == 1) {
        Sample source = sample;
        source.index += static_cast<std::size_t>(from);
        if (frame.value(sample) != frame.value(before, source))
          ck_abort_msg("%s: %c at (%g, %g) is no copy", frame.name(), sample.component, sample.x, sample.y);
        ++whole;
      }
    ck_assert_int_gt(whole, 500);
  }
}
END_TEST

START_TEST(nothing_to_do_changes_no_byte) {
  const cv::Mat mask = soft_mask(side, 0.1F);
  Rendering still;
  still.delta = cv::Mat::zeros(side, side, CV_32FC3);
  still.flow = cv::Mat::zeros(side, side, CV_32FC2);
  Rendering strong = even_delta();
  strong.flow = cv::Mat(side, side, CV_32FC2, cv::Scalar(3, 3));
  strong.picture = cv::Mat::ones(side, side, CV_32FC3);
  Rendering still_sheets, strong_sheets = moving_everywhere({3, 3}, true);
  still_sheets.layers = still_layers();
  strong_sheets.layers->matte = 20;
  const Placing beyond = {1, 0, 500, -300};
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    add_residual(frame.frame, still, matrix(placing), mask, 1.F);
    add_residual(frame.frame, strong, matrix(placing), mask, 0.F);
    add_residual(frame.frame, strong, matrix(placing), cv::Mat::zeros(side, side, CV_32FC1), 1.F);
    add_residual(frame.frame, strong, matrix(beyond), mask, 1.F);
    add_residual(frame.frame, still_sheets, matrix(placing), mask, 1.F);
    add_residual(frame.frame, strong_sheets, matrix(placing), mask, 0.F);
    add_residual(frame.frame, strong_sheets, matrix(placing), cv::Mat::zeros(side, side, CV_32FC1), 1.F);
    add_residual(frame.frame, strong_sheets, matrix(beyond), mask, 1.F);
    paste(frame.frame, strong, matrix(beyond), mask, 1.F);
    paste_box(frame.frame, strong.picture, {-50, 10, 50, 20}, 1.F);
    paste_box(frame.frame, strong.picture, {NAN, 10, 40, 20}, 1.F);
    draw_faces(frame.frame, {Face{}}, Draw::None);
    draw_faces(frame.frame, {Face{0, {500, 500, 20, 20}, {}, 0}}, Draw::Boxes);
    ck_assert(frame.bytes == before);
    ck_assert_int_eq(cut_out(frame.frame, matrix(beyond), side).rows, side);
    ck_assert_int_eq(cut_out_box(frame.frame, {-50, 10, 50, 20}, side).rows, side);
  });
}
END_TEST

START_TEST(pasting_shows_the_picture_under_the_mask) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  Rendering rendering;
  rendering.picture = cv::Mat(side, side, CV_32FC3, cv::Scalar(0.2, 0.5, 0.9));
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    paste(frame.frame, rendering, matrix(placing), mask, 0.75F);
    compare(frame, before, placing, mask, 2.0, [&](const Sample &sample, double value, double m) {
      return value + 0.75 * m * (frame.encoded(sample.component, 51, 127.5, 229.5) - value);
    });
  });
}
END_TEST

START_TEST(cutting_out_gives_the_frames_colours) {
  const auto colour_at = [](double x, double y) { return cv::Vec3d(60 + x, 120 + 0.5 * y, 170 - 0.8 * x); };
  for_all_frames([&](TestFrame &frame) {
    if (frame.frame.width == 1)
      return; // no room for a slope
    for (const Sample &sample : frame.samples) {
      const cv::Vec3d bgr = colour_at(sample.x, sample.y);
      frame.set(sample, frame.encoded(sample.component, bgr[0], bgr[1], bgr[2]));
    }
    const Placing placing = {0.9, 15, 20, 8};
    const cv::Mat crop = cut_out(frame.frame, matrix(placing), side);
    const cv::Matx23d m = matrix(placing);
    for (int y = 4; y < side - 4; ++y)
      for (int x = 4; x < side - 4; ++x) {
        const cv::Vec2d p = m * cv::Vec3d(x, y, 1);
        cv::Vec3d expected = colour_at(p[0], p[1]);
        if (std::strcmp(frame.format().planes, "Y") == 0) {
          const double luma = frame.encoded('Y', expected[0], expected[1], expected[2]);
          const double black = frame.encoded('Y', 0, 0, 0), white = frame.encoded('Y', 255, 255, 255);
          expected = cv::Vec3d::all(255 * (luma - black) / (white - black));
        }
        for (int c = 0; c < 3; ++c)
          if (std::abs(crop.at<cv::Vec3b>(y, x)[c] - expected[c]) > 2)
            ck_abort_msg("%s: colour %d at (%d, %d): %d, expected %g", frame.name(), c, x, y,
                         crop.at<cv::Vec3b>(y, x)[c], expected[c]);
      }
  });
}
END_TEST

} // namespace

int main() {
  cv::setNumThreads(1); // the frames are small, the tests many
  Suite *composite = suite_create("composite");
  TCase *formats = tcase_create("formats");
  tcase_set_timeout(formats, 120);
  tcase_add_test(formats, delta_is_added_under_the_mask_and_nowhere_else);
  tcase_add_loop_test(formats, flow_moves_the_frames_own_samples, 0, 2);
  tcase_add_loop_test(formats, flow_of_whole_pixels_copies_pixels, 0, 2);
  tcase_add_test(formats, nothing_to_do_changes_no_byte);
  tcase_add_test(formats, pasting_shows_the_picture_under_the_mask);
  tcase_add_test(formats, cutting_out_gives_the_frames_colours);
  suite_add_tcase(composite, formats);
  return suite::run(composite);
}
