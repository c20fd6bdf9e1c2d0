#include <tuple>

#include "composite/background.h"
#include "composite/lids.h"
#include "composite_cases.h"

using namespace composite_cases;

namespace {

START_TEST(gain_scales_about_black_and_neutral) {
  const cv::Mat mask = soft_mask(side, 0.5F); // as smooth as one of 128 pixels
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

START_TEST(lift_adds_grey) {
  const cv::Mat mask = soft_mask(side, 0.5F); // as smooth as one of 128 pixels
  auto layers = still_layers();
  layers.lift = cv::Mat(side, side, CV_32FC1, cv::Scalar(0.2));
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    edit_layers(frame.frame, layers, matrix(placing), mask, 0.5F);
    compare(frame, before, placing, mask, 1.0, [&](const Sample &sample, double value, double m) {
      const double grey = 0.2 * 0.5 * 255;
      return value + m * (frame.encoded(sample.component, grey, grey, grey) - frame.encoded(sample.component, 0, 0, 0));
    });
  });
}
END_TEST

START_TEST(paint_shows_where_the_matte_says_so) {
  const cv::Mat mask = soft_mask(side, 0.5F); // as smooth as one of 128 pixels
  auto layers = still_layers();
  layers.matte = 20;
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    edit_layers(frame.frame, layers, matrix(placing), mask, 1.F);
    compare(frame, before, placing, mask, 3.0, [&](const Sample &sample, double value, double m) {
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
    layers.landmarks[36 + i] = {10 - 9 * std::cos(angle), 10 - 9 * std::sin(angle)};
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
  ck_assert(is_still(10, 12) && is_still(side / 2, 3 * side / 4));
  ck_assert(!is_still(side / 2, side / 2) && !is_still(24, 8));
}
END_TEST

/// Of two eyes, 20 pixels wide, their brows so far above the lids.
Landmarks eyes_below_brows(float skin) {
  Landmarks landmarks{};
  const auto put = [&](std::size_t i, float x, float y) { landmarks[i] = {x, y}; };
  for (const auto &[eye, brow, left] : {std::tuple(36, 17, 30.F), {42, 22, 78.F}}) {
    for (int i = 0; i < 5; ++i)
      put(brow + i, left + 5.F * static_cast<float>(i), 57 - skin);
    const float xs[] = {0, 7, 13, 20, 13, 7}, ys[] = {60, 57, 57, 60, 64, 64};
    for (int i = 0; i < 6; ++i)
      put(eye + i, left + xs[i], ys[i]);
  }
  return landmarks;
}

START_TEST(lashes_rise_less_than_brows) {
  const Landmarks landmarks = eyes_below_brows(21);
  const auto rising = with_lids_held(cv::Mat(128, 128, CV_32FC2, cv::Scalar(0.5, 4)), landmarks);
  for (const float left : {30.F, 78.F}) {
    const int x = static_cast<int>(left) + 10;
    const auto moves = [&](int y) { return rising.at<cv::Vec2f>(y, x)[1]; };
    ck_assert_float_eq_tol(moves(57), 2.2F, 1e-3); // the lid's rim
    ck_assert_float_eq_tol(moves(54), 2.2F, 1e-3); // lashes go with it
    ck_assert_float_eq(moves(34), 4);              // the brow
    ck_assert_float_eq(moves(66), 4);              // below the eye
    for (int y = 34; y < 57; ++y)                  // nothing is seen twice
      ck_assert_float_ge(1 + moves(y + 1) - moves(y), 0);
    ck_assert_float_eq(rising.at<cv::Vec2f>(57, static_cast<int>(left) - 9)[1], 4);
  }
  ck_assert_float_eq(rising.at<cv::Vec2f>(57, 40)[0], 0.5F);
  const cv::Mat closing(128, 128, CV_32FC2, cv::Scalar(0, -3));
  ck_assert_double_eq(cv::norm(with_lids_held(closing, landmarks), closing), 0);
}
END_TEST

START_TEST(brows_rise_no_further_than_skin_can_stretch) {
  cv::Mat flow(128, 128, CV_32FC2, cv::Scalar(0, 6));
  flow.rowRange(56, 128).setTo(0); // lids stay
  const auto brow_below = [&](float skin) {
    return with_lids_held(flow, eyes_below_brows(skin)).at<cv::Vec2f>(cvRound(57 - skin - 6), 40)[1];
  };
  ck_assert_float_eq(brow_below(21), 6);
  ck_assert_float_lt(brow_below(9), 4.5F); // deep-set eyes
  ck_assert_float_gt(brow_below(9), 1.8F);
}
END_TEST

START_TEST(hair_of_brows_moves_as_one) {
  cv::Mat flow(128, 128, CV_32FC2, cv::Scalar(0, 0));
  for (int y = 0; y < 60; ++y) // of the lids nothing, of the brow, whose landmarks lie at 36, 5 pixels
    flow.row(y).setTo(cv::Scalar(0, std::min(6., (60 - y) * 5 / 29.)));
  const auto held = with_lids_held(flow, eyes_below_brows(21));
  for (const int x : {40, 52, 88}) { // the second is beyond the corner of an eye
    const auto lift = [&](const cv::Mat &of, int y) { return of.at<cv::Vec2f>(y, x)[1]; };
    ck_assert_float_gt(lift(flow, 32) - lift(flow, 36), 0.6F);
    ck_assert_float_lt(std::abs(lift(held, 32) - lift(held, 36)), x == 52 ? 0.4F : 0.02F);
  }
}
END_TEST

START_TEST(what_is_behind_the_jaw_stays) {
  constexpr int face = 40; // half as wide, its chin as far below its middle
  Landmarks landmarks{};
  for (std::size_t i = 0; i < 17; ++i) {
    const float angle = static_cast<float>(M_PI) * (1 + static_cast<float>(i) / 16);
    landmarks[i] = {64 + face * std::cos(angle), 64 - face * std::sin(angle)};
  }
  for (const float grows : {1.5F, -1.5F}) {
    const cv::Mat flow(128, 128, CV_32FC2, cv::Scalar(grows, -grows)); // to the left and down
    const cv::Mat held = with_background_held(flow, landmarks);
    const auto outside = [](float across, float down, float distance) {
      return cv::Point(cvRound(64 + across * (face + distance)), cvRound(64 + down * (face + distance)));
    };
    for (const auto &inside : {cv::Point(64, 64), cv::Point(30, 64), cv::Point(64, 96), outside(-1, 0, 6)}) // an ear
      ck_assert(held.at<cv::Vec2f>(inside) == flow.at<cv::Vec2f>(inside));
    constexpr float far = 14; // a face that leaves a place leaves something to be filled
    for (const auto &beside : {outside(-0.8F, 0.6F, grows > 0 ? 8 : far), outside(0.8F, 0.6F, far), outside(0, 1, far)})
      ck_assert(held.at<cv::Vec2f>(beside) == cv::Vec2f(0, 0));
    for (int x = 1; x < 64; ++x) // nothing is shown twice
      ck_assert_float_ge(1 + held.at<cv::Vec2f>(90, x)[0] - held.at<cv::Vec2f>(90, x - 1)[0], 0);
  }
}
END_TEST

START_TEST(lips_that_close_meet_on_a_dark_line) {
  constexpr int scale = 4, size = scale * side;
  TestFrame frame(TestFrame::formats()[0], size, size, 0);
  cv::Mat picture(size, size, CV_8UC3, frame.frame.planes[0], static_cast<std::size_t>(frame.frame.strides[0]));
  const auto darkest = [&](float gap) {
    picture.setTo(cv::Scalar(150, 150, 200));
    auto layers = still_layers();
    for (const int i : {61, 62, 63})
      layers.landmarks[i].y -= gap / 2;
    for (const int i : {65, 66, 67})
      layers.landmarks[i].y += gap / 2;
    layers.upper = cv::Scalar(0, -gap / 2);
    layers.lower = cv::Scalar(0, gap / 2);
    layers.own.lip = {0.59F, 0.59F, 0.78F};
    edit_layers(frame.frame, layers, cv::Matx23f(scale, 0, 0, 0, scale, 0), cv::Mat::ones(side, side, CV_32FC1), 1.F);
    double least = 255;
    cv::Mat red;
    cv::extractChannel(picture.col(size / 2), red, 2);
    cv::minMaxLoc(red, &least);
    return least;
  };
  ck_assert_double_gt(darkest(0), 190); // they were closed
  ck_assert_double_lt(darkest(2), 150);
  ck_assert_double_gt(darkest(2), 80);
}
END_TEST

START_TEST(lips_that_meet_show_nothing_between_them) {
  for_all([&](TestFrame &frame, const Placing &placing) {
    const auto before = frame.bytes;
    auto layers = still_layers();
    layers.matte = 0;
    edit_layers(frame.frame, layers, matrix(placing), soft_mask(side, 0.2F), 1.F);
    ck_assert_msg(frame.bytes == before, "%s", frame.name());
  });
}
END_TEST

/// A grey frame, three times as fine as the layers, whose teeth reach `deeper` aligned pixels beyond an opening of
/// `opening`; edited with lips that each move `way` pixels towards each other.
cv::Mat with_moved_lips(float opening, float deeper, double way, RenderedLayers layers) {
  constexpr int scale = 3, size = scale * side;
  TestFrame frame(TestFrame::formats()[0], size, size, 0);
  cv::Mat picture(size, size, CV_8UC3, frame.frame.planes[0], static_cast<std::size_t>(frame.frame.strides[0]));
  picture.setTo(cv::Scalar::all(90));
  const float reach = opening / 2 + deeper;
  picture.rowRange(cvRound(scale * (0.75F * side - reach)), cvRound(scale * (0.75F * side + reach)))
      .setTo(cv::Scalar::all(240));
  for (const int i : {61, 62, 63})
    layers.landmarks[i].y -= opening / 2;
  for (const int i : {65, 66, 67})
    layers.landmarks[i].y += opening / 2;
  layers.upper = cv::Scalar(0, -way);
  layers.lower = cv::Scalar(0, way);
  layers.matte = 0;
  edit_layers(frame.frame, layers, cv::Matx23f(scale, 0, 0, 0, scale, 0), cv::Mat::ones(side, side, CV_32FC1), 1.F);
  return picture.clone();
}

/// The brightest level in the middle column.
double brightest(const cv::Mat &picture) {
  double most = 0;
  cv::minMaxLoc(picture.col(picture.cols / 2).reshape(1), nullptr, &most);
  return most;
}

START_TEST(lips_that_close_leave_no_teeth) {
  auto layers = still_layers();
  ck_assert_double_gt(brightest(with_moved_lips(3, 0.75F, 1.5, layers)), 150); // where landmarks miss some
  layers.own.lips = cv::Mat(side, side, CV_32FC4, cv::Scalar(0.35, 0.35, 0.35, 1));
  ck_assert_double_lt(brightest(with_moved_lips(3, 0.75F, 1.5, layers)), 100);
}
END_TEST

/// Levels of a column through closed lips, eight samples an aligned pixel, that are pressed together by `way` each: the
/// line between them is dark.
std::vector<int> pressed_lips(double way) {
  constexpr int scale = 8, size = scale * side;
  TestFrame frame(TestFrame::formats()[0], size, size, 0);
  cv::Mat picture(size, size, CV_8UC3, frame.frame.planes[0], static_cast<std::size_t>(frame.frame.strides[0]));
  picture.setTo(cv::Scalar::all(160));
  picture.rowRange(size * 3 / 4 - 2, size * 3 / 4 + 3).setTo(cv::Scalar::all(40));
  auto layers = still_layers();
  layers.upper = cv::Scalar(0, -way);
  layers.lower = cv::Scalar(0, way);
  edit_layers(frame.frame, layers, cv::Matx23f(scale, 0, 0, 0, scale, 0), cv::Mat::ones(side, side, CV_32FC1), 1.F);
  std::vector<int> levels;
  for (int y = 0; y < size; ++y)
    levels.push_back(picture.at<cv::Vec3b>(y, size / 2)[0]);
  return levels;
}

START_TEST(lips_that_are_pressed_together_keep_their_line) {
  for (const double way : {0., 0.25, 0.75}) {
    const auto levels = pressed_lips(way);
    const auto dark = std::count_if(levels.begin(), levels.end(), [](int level) { return level < 90; });
    ck_assert_msg(dark >= 2 && dark <= 5, "pressed by %g: %d dark samples", way, static_cast<int>(dark));
  }
}
END_TEST

START_TEST(the_line_between_the_lips_is_antialiased) {
  constexpr int scale = 3, size = scale * side;
  TestFrame frame(TestFrame::formats()[0], size, size, 0);
  const cv::Mat picture(size, size, CV_8UC3, frame.frame.planes[0], static_cast<std::size_t>(frame.frame.strides[0]));
  const int line = size * 3 / 4; // where the landmarks say that the lips are
  picture.rowRange(0, line).setTo(cv::Scalar::all(40));
  picture.rowRange(line, size).setTo(cv::Scalar::all(200));
  auto layers = still_layers();
  for (const int i : {61, 62, 63})
    layers.landmarks[i].y -= 1;
  for (const int i : {65, 66, 67})
    layers.landmarks[i].y += 1;
  layers.upper = cv::Scalar(0, -2); // what is fetched is of one colour, on either side
  layers.lower = cv::Scalar(0, 2);
  edit_layers(frame.frame, layers, matrix({scale, 8, 0, -0.14 * 0.5 * size}), soft_mask(side, 0), 1.F);
  int between = 0;
  for (int x = size / 4; x < size * 3 / 4; ++x)
    for (int y = 0; y < size; ++y)
      between += picture.at<cv::Vec3b>(y, x)[0] > 50 && picture.at<cv::Vec3b>(y, x)[0] < 180 ? 1 : 0;
  ck_assert_int_ge(between, size / 5); // two in five columns
}
END_TEST

} // namespace

int main() {
  cv::setNumThreads(1); // the frames are small, the tests many
  Suite *layers = suite_create("composite-layers");
  TCase *formats = tcase_create("formats");
  tcase_set_timeout(formats, 120);
  tcase_add_test(formats, gain_scales_about_black_and_neutral);
  tcase_add_test(formats, lift_adds_grey);
  tcase_add_test(formats, paint_shows_where_the_matte_says_so);
  tcase_add_test(formats, lashes_rise_less_than_brows);
  tcase_add_test(formats, brows_rise_no_further_than_skin_can_stretch);
  tcase_add_test(formats, what_is_behind_the_jaw_stays);
  tcase_add_test(formats, hair_of_brows_moves_as_one);
  tcase_add_test(formats, lips_that_close_meet_on_a_dark_line);
  tcase_add_test(formats, lips_that_meet_show_nothing_between_them);
  tcase_add_test(formats, lips_that_close_leave_no_teeth);
  tcase_add_test(formats, lips_that_are_pressed_together_keep_their_line);
  tcase_add_test(formats, the_line_between_the_lips_is_antialiased);
  tcase_add_test(formats, an_eye_and_an_open_mouth_stay_where_they_are);
  suite_add_tcase(layers, formats);
  return suite::run(layers);
}
