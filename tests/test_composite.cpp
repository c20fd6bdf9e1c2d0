#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include <ganmut/error.h>

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

/// Runs `check(frame, placing)` for format number `index` in every size, colorimetry and placing.
template <class Check> void for_all(int index, Check check) {
  for (const Size &size : sizes)
    for (const Colour &colour : colours)
      for (const Placing &placing : placings) {
        TestFrame frame(TestFrame::formats()[index], size.width, size.height, size.padding);
        if (frame.is_rgb() && &colour != colours)
          continue; // its colorimetry means nothing
        frame.frame.matrix = colour.matrix;
        frame.frame.range = colour.range;
        check(frame, placing);
      }
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
      ck_abort_msg("%c at (%g, %g): %d became %d, expected %g", sample.component, sample.x, sample.y,
                   before[sample.index], frame.bytes[sample.index], value);
  }
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!may_change[i] && frame.bytes[i] != before[i])
      ck_abort_msg("byte %zu outside the mask changed", i);
}

START_TEST(delta_is_added_under_the_mask_and_nowhere_else) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  for_all(_i, [&](TestFrame &frame, const Placing &placing) {
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

START_TEST(flow_moves_the_frames_own_samples) {
  const cv::Mat mask = soft_mask(side, 0.2F);
  const cv::Vec2d flow(2.25, -1.5); // aligned pixels
  const double strength = 0.5;
  for_all(_i, [&](TestFrame &frame, const Placing &placing) {
    for (const Sample &sample : frame.samples)
      frame.bytes[sample.index] = static_cast<std::uint8_t>(std::lround(slope(sample.component, sample.x, sample.y)));
    const auto before = frame.bytes;
    Rendering rendering;
    rendering.delta = cv::Mat::zeros(side, side, CV_32FC3);
    rendering.flow = cv::Mat(side, side, CV_32FC2, cv::Scalar(flow[0], flow[1]));
    add_residual(frame.frame, rendering, matrix(placing), mask, static_cast<float>(strength));
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
  TestFrame frame(TestFrame::formats()[_i], 40, 40, 5); // one of the RGB formats
  const auto before = frame.bytes;
  Rendering rendering;
  rendering.delta = cv::Mat::zeros(side, side, CV_32FC3);
  rendering.flow = cv::Mat(side, side, CV_32FC2, cv::Scalar(3, -2));
  const cv::Mat mask = soft_mask(side, 0.1F);
  add_residual(frame.frame, rendering, cv::Matx23f(1, 0, 4, 0, 1, 4), mask, 1.F);
  const auto stride = frame.frame.strides[0];
  const auto pixel = stride == 40 * 3 + 5 ? 3 : 4;
  int whole = 0;
  for (const Sample &sample : frame.samples)
    if (mask_at(mask, {sample.x - 4, sample.y - 4}) == 1) {
      ck_assert_int_eq(frame.bytes[sample.index], before[sample.index + 3 * pixel - 2 * stride]);
      ++whole;
    }
  ck_assert_int_gt(whole, 500);
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
  const Placing beyond = {1, 0, 500, -300};
  for_all(_i, [&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    add_residual(frame.frame, still, matrix(placing), mask, 1.F);
    add_residual(frame.frame, strong, matrix(placing), mask, 0.F);
    add_residual(frame.frame, strong, matrix(placing), cv::Mat::zeros(side, side, CV_32FC1), 1.F);
    add_residual(frame.frame, strong, matrix(beyond), mask, 1.F);
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
  for_all(_i, [&](TestFrame &frame, const Placing &placing) {
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
  for (const Size &size : {sizes[0], sizes[1], sizes[2]})
    for (const Colour &colour : colours) {
      TestFrame frame(TestFrame::formats()[_i], size.width, size.height, size.padding);
      frame.frame.matrix = colour.matrix;
      frame.frame.range = colour.range;
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
              ck_abort_msg("colour %d at (%d, %d): %d, expected %g", c, x, y, crop.at<cv::Vec3b>(y, x)[c], expected[c]);
        }
    }
}
END_TEST

START_TEST(the_official_paste_is_cut_at_the_border_and_truncates) {
  struct {
    Box box;
    cv::Rect seen;
  } const cases[] = {
      {{10, 5, 40, 30}, {10, 5, 40, 30}}, {{40, 20, 60, 50}, {40, 20, 27, 29}}, {{-9, -9, 30, 30}, {0, 0, 21, 21}}};
  cv::Mat picture(side, side, CV_32FC3);
  cv::randu(picture, 0, 1);
  for (const auto &c : cases) {
    TestFrame frame(TestFrame::formats()[0], 67, 49, 7);
    cv::Mat view(49, 67, CV_8UC3, frame.frame.planes[0], frame.frame.strides[0]);
    cv::Mat expected = view.clone();
    cv::Mat resized;
    cv::resize(view(c.seen), resized, {side, side});
    ck_assert_double_eq(cv::norm(cut_out_box(frame.frame, c.box, side), resized, cv::NORM_INF), 0);
    cv::resize(picture, resized, c.seen.size());
    for (int y = 0; y < c.seen.height; ++y)
      for (int x = 0; x < c.seen.width; ++x)
        for (int k = 0; k < 3; ++k)
          expected.at<cv::Vec3b>(c.seen.y + y, c.seen.x + x)[k] =
              static_cast<std::uint8_t>(resized.at<cv::Vec3f>(y, x)[k] * 255.F);
    paste_box(frame.frame, picture, c.box, 1.F);
    ck_assert_double_eq(cv::norm(view, expected, cv::NORM_INF), 0);
  }
}
END_TEST

START_TEST(drawing_changes_only_the_strokes) {
  Face face;
  face.box = {10, 8, 30, 25};
  face.landmarks.fill({40, 20});
  for (const Draw what : {Draw::Boxes, Draw::Landmarks}) {
    TestFrame frame(TestFrame::formats()[_i], 67, 49, 5);
    std::fill(frame.bytes.begin(), frame.bytes.end(), std::uint8_t{90});
    draw_faces(frame.frame, {face}, what);
    std::vector<bool> is_sample(frame.bytes.size());
    int changed = 0;
    for (const Sample &sample : frame.samples) {
      is_sample[sample.index] = true;
      if (frame.bytes[sample.index] == 90)
        continue;
      ++changed;
      const bool on_box = sample.x > 7 && sample.x < 42 && sample.y > 5 && sample.y < 35 &&
                          !(sample.x > 12 && sample.x < 37 && sample.y > 10 && sample.y < 30);
      const bool on_point = std::hypot(sample.x - 40, sample.y - 20) < 3;
      ck_assert(what == Draw::Boxes ? on_box : on_point);
    }
    ck_assert_int_gt(changed, 3);
    for (std::size_t i = 0; i < is_sample.size(); ++i)
      if (!is_sample[i] && frame.bytes[i] != 90)
        ck_abort_msg("byte %zu, which carries no picture, changed", i);
  }
}
END_TEST

START_TEST(frames_that_cannot_be_are_refused) {
  const auto refused = [](const Frame &frame) {
    try {
      cut_out(frame, {1, 0, 0, 0, 1, 0}, side);
    } catch (const Error &error) {
      return error.kind() == ErrorKind::BadArgument;
    }
    return false;
  };
  const TestFrame sound(TestFrame::formats()[_i], 20, 20, 0);
  ck_assert(!refused(sound.frame));
  for (int broken = 0; broken < 4; ++broken) {
    Frame frame = sound.frame;
    if (broken == 0)
      frame.width = 0;
    else if (broken == 1)
      frame.height = -5;
    else if (broken == 2)
      frame.planes = {};
    else
      frame.strides[0] -= 1;
    ck_assert(refused(frame));
  }
}
END_TEST

START_TEST(mask_is_one_inside_and_zero_at_the_rim) {
  for (const float feather : {0.F, 0.05F, 0.12F, 0.3F, 0.5F}) {
    const cv::Mat mask = soft_mask(64, feather);
    ck_assert_double_gt(mask.at<float>(32, 32), 0.9);
    for (int i = 0; i < 64; ++i)
      for (const float rim : {mask.at<float>(0, i), mask.at<float>(63, i), mask.at<float>(i, 0), mask.at<float>(i, 63)})
        if (rim != 0.F)
          ck_abort_msg("feather %g: %g at the rim", feather, rim);
    for (int y = 0; y < 64; ++y)
      for (int x = 1; x <= 32; ++x)
        if (mask.at<float>(y, x) < mask.at<float>(y, x - 1))
          ck_abort_msg("feather %g: the mask falls towards the middle at (%d, %d)", feather, x, y);
  }
}
END_TEST

} // namespace

int main() {
  cv::setNumThreads(1); // the frames are small, the tests many
  Suite *composite = suite_create("composite");
  TCase *formats = tcase_create("formats");
  tcase_set_timeout(formats, 120);
  const int count = static_cast<int>(TestFrame::formats().size());
  constexpr int rgb_formats = 10;
  tcase_add_loop_test(formats, delta_is_added_under_the_mask_and_nowhere_else, 0, count);
  tcase_add_loop_test(formats, flow_moves_the_frames_own_samples, 0, count);
  tcase_add_loop_test(formats, flow_of_whole_pixels_copies_pixels, 0, rgb_formats);
  tcase_add_loop_test(formats, nothing_to_do_changes_no_byte, 0, count);
  tcase_add_loop_test(formats, pasting_shows_the_picture_under_the_mask, 0, count);
  tcase_add_loop_test(formats, cutting_out_gives_the_frames_colours, 0, count);
  tcase_add_loop_test(formats, drawing_changes_only_the_strokes, 0, count);
  tcase_add_loop_test(formats, frames_that_cannot_be_are_refused, 0, count);
  suite_add_tcase(composite, formats);
  TCase *parts = tcase_create("parts");
  tcase_add_test(parts, the_official_paste_is_cut_at_the_border_and_truncates);
  tcase_add_test(parts, mask_is_one_inside_and_zero_at_the_rim);
  suite_add_tcase(composite, parts);
  return suite::run(composite);
}
