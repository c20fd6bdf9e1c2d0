#include <algorithm>
#include <cmath>
#include <cstring>

#include <opencv2/imgproc.hpp>

#include "drawn_lips.h"
#include "engine/closing_lips.h"
#include "engine/inner_lips.h"
#include "engine/own_face.h"
#include "engine/own_faces.h"
#include "geometry/face_maps.h"
#include "suite.h"

using namespace ganmut;
using namespace ganmut::drawn_lips;

namespace {

START_TEST(lips_that_are_nearer_than_landmarks_say_close_less) {
  const auto middle = static_cast<int>(face_with(0)[62].x);
  /// How far a flow by `down` and `up` pixels still moves both lips.
  const auto closed = [&](float down, float up) {
    RenderedLayers layers;
    layers.upper = cv::Mat(side, side, CV_32FC2, cv::Scalar(0, -down));
    layers.lower = cv::Mat(side, side, CV_32FC2, cv::Scalar(0, up));
    const auto found = face_with(5);
    close_less(layers, face_with(10), found);
    ck_assert_float_eq(layers.upper.at<cv::Vec2f>(8, middle)[1], -down); // far from the lips
    return cv::Vec2f(-layers.upper.at<cv::Vec2f>(cvRound(found[62].y), middle)[1],
                     layers.lower.at<cv::Vec2f>(cvRound(found[66].y), middle)[1]);
  };
  const auto part = closed(2, 2);
  ck_assert_float_eq_tol(part[0], 1, 0.1F); // half the gap, half the way
  ck_assert_float_eq_tol(part[1], 1, 0.1F);
  ck_assert(closed(4, 4) == cv::Vec2f(4, 4));     // they are to meet
  ck_assert(closed(-2, -2) == cv::Vec2f(-2, -2)); // they part
}
END_TEST

START_TEST(lips_that_are_to_be_shut_meet) {
  const auto found = face_with(10);
  /// How far the lips still are from each other at `x`, when sheets have closed them by `closed` pixels.
  const auto gap = [&](float closed, float shut, int x) {
    RenderedLayers layers;
    layers.upper = cv::Mat(side, side, CV_32FC2, cv::Scalar(0, -closed / 2));
    layers.lower = cv::Mat(side, side, CV_32FC2, cv::Scalar(0, closed / 2));
    close_wholly(layers, found, shut);
    ck_assert_float_eq(layers.upper.at<cv::Vec2f>(50, x)[1], -closed / 2); // far from the lips
    const LipLine lips(found);
    const cv::Point2f place(static_cast<float>(x), mouth_y);
    const cv::Point2f upper(layers.upper.at<cv::Vec2f>(place)), lower(layers.lower.at<cv::Vec2f>(place));
    return -lips.above_upper(place + upper) - lips.below_lower(place + lower);
  };
  ck_assert_float_eq_tol(gap(4, 0, 64), 6, 1e-4F);
  ck_assert_float_eq_tol(gap(4, 0.5F, 64), 3, 0.4F);
  for (const int x : {55, 64, 70})
    ck_assert_float_lt(gap(4, 1, x), 0.8F);
  ck_assert_float_eq_tol(gap(10, 1, 64), 0, 1e-4F); // they meet already
}
END_TEST

START_TEST(teeth_that_landmarks_take_for_lip_are_seen) {
  const auto landmarks = face_with(10);
  const int edge = cvRound(landmarks[62].y);
  for (const bool has_teeth : {true, false}) {
    cv::Mat picture = picture_of(10, dark);
    if (has_teeth)
      picture(cv::Rect(56, edge - 4, 17, 4)).setTo(tooth);
    const auto found = with_inner_lips(picture, landmarks);
    ck_assert_float_eq_tol(found[62].y, static_cast<float>(edge) - (has_teeth ? 4 : 0), 1.3F);
    ck_assert_int_eq(own_face(picture, found, 1).shows > 0.9F, has_teeth);
  }
}
END_TEST

struct Seen {
  float opening, said; ///< pixels between the lips, and as landmarks have it
  cv::Scalar inside;
};
const Seen seen_lips[] = {{10, 6, tooth}, {10, 14, tooth}, {10, 6, dark}, {8, 3, dark}};

START_TEST(lips_are_found_where_they_part) {
  const auto &[opening, said, inside] = seen_lips[_i];
  const auto said_landmarks = face_with(said);
  const auto found = with_inner_lips(picture_of(opening, inside), said_landmarks);
  ck_assert_float_eq_tol(found[62].y, mouth_y - opening / 2, 1.3F);
  ck_assert_float_eq_tol(found[66].y, mouth_y + opening / 2, 1.3F);
  ck_assert_float_eq_tol(found[60].x, 64 - half_width, 1.6F);
  ck_assert_float_eq_tol(found[64].x, 64 + half_width, 1.6F);
  for (std::size_t i = 0; i < 60; ++i)
    ck_assert(found[i].x == said_landmarks[i].x && found[i].y == said_landmarks[i].y);
}
END_TEST

START_TEST(closed_lips_meet_on_the_dark_line) {
  cv::Mat picture = picture_of(0, dark);
  cv::line(picture, {44, 98}, {84, 98}, {40, 40, 90}, 1, cv::LINE_AA);
  for (const float said : {0.F, 1.F, 2.F}) {
    const auto found = with_inner_lips(picture, face_with(said));
    for (const std::size_t i : {61, 62, 63, 65, 66, 67})
      ck_assert_float_eq_tol(found[i].y, 98, 0.5F);
  }
  cv::Mat large;
  cv::resize(picture, large, {}, 2, 2, cv::INTER_CUBIC);
  auto landmarks = face_with(1);
  for (auto &point : landmarks)
    point = {2 * point.x + 0.5F, 2 * point.y + 0.5F};
  ck_assert_float_eq_tol(with_inner_lips(large, landmarks)[62].y, 2 * 98 + 0.5F, 1.F);
}
END_TEST

START_TEST(a_few_teeth_in_a_slit_are_seen) {
  cv::Mat picture = picture_of(0, dark);
  cv::line(picture, {44, 96}, {84, 96}, {40, 40, 90}, 1, cv::LINE_AA);
  picture(cv::Rect(58, 95, 12, 2)).setTo(tooth);
  const auto landmarks = face_with(3), found = with_inner_lips(picture, landmarks);
  ck_assert_float_gt(found[66].y - found[62].y, 1);
  const auto own = own_face(picture, found, 1);
  ck_assert(!own.lips.empty());
  ck_assert_float_gt(own.lips.at<cv::Vec4f>(96, 64)[3], 0.9F);
}
END_TEST

START_TEST(what_shows_no_lips_moves_no_landmarks) {
  const cv::Mat plain(side, side, CV_8UC3, skin);
  auto landmarks = face_with(6);
  for (auto &point : landmarks)
    point.x += 200; // beside the picture
  ck_assert(std::memcmp(landmarks.data(), with_inner_lips(plain, landmarks).data(), sizeof landmarks) == 0);
  for (const float said : {0.F, 6.F}) {
    const auto there = face_with(said), found = with_inner_lips(plain, there);
    for (std::size_t i = 60; i < 68; ++i)
      ck_assert_float_le(std::abs(found[i].y - there[i].y), said / 2 + 0.5F);
  }
}
END_TEST

START_TEST(a_moustache_is_not_the_inside_of_a_mouth) {
  constexpr int opening = 10;
  cv::Mat picture = picture_of(opening, dark);
  const int lip_top = static_cast<int>(mouth_y - opening / 2 - thickness);
  picture(cv::Rect(46, lip_top - 9, 14, 9 + static_cast<int>(thickness) + 2)).setTo(dark); // in shadow, the lip as well
  const auto landmarks = face_with(opening), found = with_inner_lips(picture, landmarks);
  for (const std::size_t point : {61, 62, 63})
    ck_assert_float_ge(found[point].y, landmarks[51].y + 0.5F * (landmarks[62].y - landmarks[51].y));
}
END_TEST

START_TEST(a_shadow_below_the_lip_is_not_the_inside_of_a_mouth) {
  constexpr float opening = 6;
  const auto landmarks = face_with(opening);
  for (const bool is_shadowed : {false, true}) {
    cv::Mat picture = picture_of(opening, dark);
    if (is_shadowed) // the lip as well
      picture(cv::Rect(46, static_cast<int>(mouth_y), 16, 18)).setTo(dark);
    ck_assert_float_le(with_inner_lips(picture, landmarks)[67].y, landmarks[58].y + 2);
  }
}
END_TEST

START_TEST(lips_of_a_blurred_face_have_no_kinks) {
  cv::Mat picture = picture_of(10, tooth);
  cv::ellipse(picture, {52, 107}, {6, 9}, 0, 0, 360, tooth, cv::FILLED); // light on one side of the lower lip
  FaceRequest request;
  request.landmarks = face_with(10);
  cv::GaussianBlur(picture, request.crop, {}, 2);
  const auto lips = OwnFaces().look({request}, {1})[0].inner_lips;
  for (const std::size_t point : {1, 5})
    for (std::size_t i = point; i < point + 3; ++i)
      ck_assert_float_lt(std::abs(lips[i].y - lips[point + 1].y), 3);
}
END_TEST

} // namespace

int main() {
  Suite *inner_lips = suite_create("inner-lips");
  TCase *lips = tcase_create("lips");
  tcase_add_test(lips, teeth_that_landmarks_take_for_lip_are_seen);
  tcase_add_test(lips, lips_of_a_blurred_face_have_no_kinks);
  tcase_add_loop_test(lips, lips_are_found_where_they_part, 0, std::size(seen_lips));
  tcase_add_test(lips, lips_that_are_nearer_than_landmarks_say_close_less);
  tcase_add_test(lips, lips_that_are_to_be_shut_meet);
  tcase_add_test(lips, closed_lips_meet_on_the_dark_line);
  tcase_add_test(lips, a_few_teeth_in_a_slit_are_seen);
  tcase_add_test(lips, what_shows_no_lips_moves_no_landmarks);
  tcase_add_test(lips, a_shadow_below_the_lip_is_not_the_inside_of_a_mouth);
  tcase_add_test(lips, a_moustache_is_not_the_inside_of_a_mouth);
  suite_add_tcase(inner_lips, lips);
  return suite::run(inner_lips);
}
