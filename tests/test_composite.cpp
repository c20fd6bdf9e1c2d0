#include <algorithm>
#include <cmath>

#include "composite/compositor.h"
#include "suite.h"
#include "test_frame.h"

using namespace ganmut;

namespace {

constexpr int side = 32; // of the aligned picture

/// From the aligned picture to the frame: turned, larger or smaller, shifted.
struct Placing {
  double scale, degrees, x, y;
};
const Placing placings[] = {
    {1.2, 10, 12, 3},   // inside the frame
    {0.6, -25, 30, 30}, // smaller than the aligned picture
    {2.5, 5, -30, -25}, // over the frame's border
};

cv::Matx23f matrix(const Placing &p) {
  const double c = p.scale * std::cos(p.degrees * M_PI / 180);
  const double s = p.scale * std::sin(p.degrees * M_PI / 180);
  return cv::Matx23d(c, -s, p.x, s, c, p.y);
}

cv::Vec2d aligned_position(const Placing &p, double x, double y) {
  const double c = std::cos(p.degrees * M_PI / 180) / p.scale;
  const double s = std::sin(p.degrees * M_PI / 180) / p.scale;
  return {c * (x - p.x) + s * (y - p.y), -s * (x - p.x) + c * (y - p.y)};
}

/// Bilinear, 0 outside.
double mask_at(const cv::Mat &mask, cv::Vec2d p) {
  const int x = static_cast<int>(std::floor(p[0]));
  const int y = static_cast<int>(std::floor(p[1]));
  const auto value = [&](int i, int j) {
    return i < 0 || j < 0 || i >= mask.cols || j >= mask.rows ? 0.0 : mask.at<float>(j, i);
  };
  const double u = p[0] - x;
  const double v = p[1] - y;
  return (1 - v) * ((1 - u) * value(x, y) + u * value(x + 1, y)) +
         v * ((1 - u) * value(x, y + 1) + u * value(x + 1, y + 1));
}

/// Whether the mask is 0 here and as far around as OpenCV rounds positions.
bool is_outside(const cv::Mat &mask, cv::Vec2d p) {
  constexpr double around = 1.0 / 16;
  for (double dx : {-around, around})
    for (double dy : {-around, around})
      if (mask_at(mask, {p[0] + dx, p[1] + dy}) > 0)
        return false;
  return true;
}

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

struct Size {
  int width, height, padding;
};
const Size sizes[] = {{64, 48, 0}, {67, 49, 0}, {67, 50, 13}, {1, 1, 3}};

struct Colour {
  ColourMatrix matrix;
  ColourRange range;
};
const Colour colours[] = {{ColourMatrix::BT601, ColourRange::Full},
                          {ColourMatrix::BT601, ColourRange::Limited},
                          {ColourMatrix::BT709, ColourRange::Full},
                          {ColourMatrix::BT709, ColourRange::Limited}};

/// Runs `check(frame)` for every format, size and colorimetry. (A loop in one test: a process for each is slow.)
template <class Check> void for_all_frames(Check check) {
  for (const auto &format : TestFrame::formats())
    for (const Size &size : sizes)
      for (const Colour &colour : colours) {
        TestFrame frame(format, size.width, size.height, size.padding);
        if (frame.is_rgb() && &colour != colours)
          continue; // its colorimetry means nothing
        frame.frame.matrix = colour.matrix;
        frame.frame.range = colour.range;
        check(frame);
      }
}

/// Runs `check(frame, placing)` for every frame and placing; the frame starts with the same bytes each time.
template <class Check> void for_all(Check check) {
  for_all_frames([&](TestFrame &frame) {
    const auto start = frame.bytes;
    for (const Placing &placing : placings) {
      std::copy(start.begin(), start.end(), frame.bytes.begin());
      check(frame, placing);
    }
  });
}

/// Compares the bytes of `frame` with `before`: samples outside the mask, alpha, padding and guards must be equal,
/// samples inside within `tolerance` of expected(sample, value before, mask).
template <class Expected>
void compare(const TestFrame &frame, const std::vector<std::uint8_t> &before, const Placing &placing,
             const cv::Mat &mask, double tolerance, Expected expected) {
  std::vector<bool> may_change(before.size());
  for (const Sample &sample : frame.samples) {
    const cv::Vec2d p = aligned_position(placing, sample.x, sample.y);
    if (is_outside(mask, p))
      continue;
    may_change[sample.index] = true;
    const double value = std::clamp(expected(sample, before[sample.index], mask_at(mask, p)), 0.0, 255.0);
    if (std::abs(frame.bytes[sample.index] - value) > tolerance)
      ck_abort_msg("%s: %c at (%g, %g): %d became %d, expected %g", frame.name(), sample.component, sample.x, sample.y,
                   before[sample.index], frame.bytes[sample.index], value);
  }
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!may_change[i] && frame.bytes[i] != before[i])
      ck_abort_msg("%s: byte %zu outside the mask changed", frame.name(), i);
}

START_TEST(delta_is_added_under_the_mask_and_nowhere_else) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    const double strength = 0.8;
    add_residual(frame.frame, even_delta(), matrix(placing), mask, static_cast<float>(strength));
    compare(frame, before, placing, mask, 1.0, [&](const Sample &sample, double value, double m) {
      const cv::Vec3d delta = 255 * strength * delta_at(aligned_position(placing, sample.x, sample.y));
      const double change = encoded(frame.frame, sample.component, delta[0], delta[1], delta[2]) -
                            encoded(frame.frame, sample.component, 0, 0, 0);
      return value + m * change;
    });
  });
}
END_TEST

/// An even slope, different for each component; it stays within 8 bits in the frames used here.
double slope(char component, double x, double y) {
  return 40 + component % 7 * 5 + 1.2 * x + 0.9 * y;
}

/// Layers that change nothing, of a face whose closed mouth lies at 3/4 of the height.
RenderedLayers still_layers() {
  RenderedLayers layers;
  layers.upper = cv::Mat::zeros(side, side, CV_32FC2);
  layers.lower = cv::Mat::zeros(side, side, CV_32FC2);
  layers.gain = cv::Mat::zeros(side, side, CV_32FC1);
  layers.matte = cv::Mat(side, side, CV_32FC1, cv::Scalar(-20));
  layers.paint = cv::Mat(side, side, CV_32FC3, cv::Scalar(0.2, 0.5, 0.9));
  layers.landmarks.fill({-100, -100});
  for (int i = 60; i < 68; ++i)
    layers.landmarks[i] = {side / 2.F + 6.F * std::cos(static_cast<float>(M_PI) / 4 * static_cast<float>(i - 64)),
                           0.75F * side};
  return layers;
}

Rendering moving_everywhere(const cv::Vec2d &flow, bool in_layers) {
  const cv::Mat moving(side, side, CV_32FC2, cv::Scalar(flow[0], flow[1]));
  Rendering rendering;
  if (in_layers) {
    rendering.layers = still_layers();
    rendering.layers->upper = moving;
    rendering.layers->lower = moving;
  } else {
    rendering.delta = cv::Mat::zeros(side, side, CV_32FC3);
    rendering.flow = moving;
  }
  return rendering;
}

START_TEST(flow_moves_the_frames_own_samples) {
  const bool in_layers = _i == 1;
  const cv::Mat mask = soft_mask(side, 0.2F);
  const cv::Vec2d flow(2.25, -1.5); // aligned pixels
  const double strength = 0.5;
  for_all([&](TestFrame &frame, const Placing &placing) {
    for (const Sample &sample : frame.samples)
      frame.bytes[sample.index] = static_cast<std::uint8_t>(std::lround(slope(sample.component, sample.x, sample.y)));
    const auto before = frame.bytes;
    add_residual(frame.frame, moving_everywhere(flow, in_layers), matrix(placing), mask, static_cast<float>(strength));
    const cv::Matx23d m = matrix(placing);
    const double dx = strength * (m(0, 0) * flow[0] + m(0, 1) * flow[1]);
    const double dy = strength * (m(1, 0) * flow[0] + m(1, 1) * flow[1]);
    compare(frame, before, placing, mask, 1.5, [&](const Sample &sample, double value, double mask_value) {
      const double x = sample.x + dx;
      const double y = sample.y + dy;
      if (x < 4 || y < 4 || x > frame.frame.width - 5 || y > frame.frame.height - 5)
        return double(frame.bytes[sample.index]); // at the border the slope ends
      return value + mask_value * (slope(sample.component, x, y) - slope(sample.component, sample.x, sample.y));
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
    const auto stride = frame.frame.strides[0];
    const auto pixel = stride == 40 * 3 + 5 ? 3 : 4;
    int whole = 0;
    for (const Sample &sample : frame.samples)
      if (mask_at(mask, {sample.x - 4, sample.y - 4}) == 1) {
        if (frame.bytes[sample.index] != before[sample.index + 3 * pixel - 2 * stride])
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

START_TEST(gain_scales_about_black_and_neutral) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  auto layers = still_layers();
  layers.gain = -0.4;
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    edit_layers(frame.frame, layers, matrix(placing), mask, 0.5F);
    compare(frame, before, placing, mask, 1.0, [&](const Sample &sample, double value, double m) {
      const double dark = encoded(frame.frame, sample.component, 0, 0, 0);
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
        return double(frame.bytes[sample.index]);
      return value + m * (encoded(frame.frame, sample.component, 51, 127.5, 229.5) - value);
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

START_TEST(pasting_shows_the_picture_under_the_mask) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  Rendering rendering;
  rendering.picture = cv::Mat(side, side, CV_32FC3, cv::Scalar(0.2, 0.5, 0.9));
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    paste(frame.frame, rendering, matrix(placing), mask, 0.75F);
    compare(frame, before, placing, mask, 2.0, [&](const Sample &sample, double value, double m) {
      return value + 0.75 * m * (encoded(frame.frame, sample.component, 51, 127.5, 229.5) - value);
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
      frame.bytes[sample.index] =
          static_cast<std::uint8_t>(std::lround(encoded(frame.frame, sample.component, bgr[0], bgr[1], bgr[2])));
    }
    const Placing placing = {0.9, 15, 20, 8};
    const cv::Mat crop = cut_out(frame.frame, matrix(placing), side);
    const cv::Matx23d m = matrix(placing);
    for (int y = 4; y < side - 4; ++y)
      for (int x = 4; x < side - 4; ++x) {
        const cv::Vec2d p = m * cv::Vec3d(x, y, 1);
        cv::Vec3d expected = colour_at(p[0], p[1]);
        if (frame.frame.format == PixelFormat::GRAY8) {
          Frame full = frame.frame;
          full.range = ColourRange::Full;
          expected = cv::Vec3d::all(encoded(full, 'Y', expected[0], expected[1], expected[2]));
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
  tcase_add_test(formats, gain_scales_about_black_and_neutral);
  tcase_add_test(formats, paint_shows_where_the_matte_says_so);
  tcase_add_test(formats, an_eye_and_an_open_mouth_stay_where_they_are);
  tcase_add_test(formats, nothing_to_do_changes_no_byte);
  tcase_add_test(formats, pasting_shows_the_picture_under_the_mask);
  tcase_add_test(formats, cutting_out_gives_the_frames_colours);
  suite_add_tcase(composite, formats);
  return suite::run(composite);
}
