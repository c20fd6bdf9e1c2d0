#include <cmath>
#include <cstring>
#include <initializer_list>
#include <random>

#include <opencv2/imgproc.hpp>

#include "composite/glasses.h"
#include "engine/closing_lips.h"
#include "engine/inner_lips.h"
#include "engine/own_face.h"
#include "engine/own_faces.h"
#include "face/worn_glasses.h"
#include "suite.h"

using namespace ganmut;

namespace {

constexpr int side = 128;
const cv::Scalar skin(120, 150, 200), lip(90, 90, 170), tooth(190, 205, 215), dark(20, 15, 40);
constexpr float mouth_y = 96, half_width = 20, thickness = 6;

/// A face whose eyes lie 38 pixels apart, its inner lips `opening` pixels.
Landmarks face_with(float opening) {
  Landmarks landmarks{};
  const auto ring = [&](std::size_t first, int count, cv::Point2f centre, float wide, float high) {
    for (int i = 0; i < count; ++i) {
      const auto angle = static_cast<float>(2 * M_PI * i / count);
      landmarks[first + static_cast<std::size_t>(i)] = {centre.x - wide * std::cos(angle),
                                                        centre.y - high * std::sin(angle)};
    }
  };
  for (std::size_t i = 0; i < 10; ++i) // brows
    landmarks[17 + i] = {25.F + 8.4F * static_cast<float>(i), 28};
  for (std::size_t i = 27; i < 36; ++i) // nose
    landmarks[i] = {i < 31 ? 64.F : 56.F + 4.F * static_cast<float>(i - 31), i < 31 ? 43.F + 8.F * (i - 27) : 75.F};
  ring(36, 6, {45, 43}, 7, 3);
  ring(42, 6, {83, 43}, 7, 3);
  ring(48, 12, {64, mouth_y}, half_width + 4, opening / 2 + thickness);
  ring(60, 8, {64, mouth_y}, half_width, opening / 2);
  return landmarks;
}

cv::Mat picture_of(float opening, const cv::Scalar &inside) {
  cv::Mat picture(side, side, CV_8UC3, skin);
  const auto ellipse = [&](float high, float wide, const cv::Scalar &colour) {
    cv::ellipse(picture, cv::Point(64, static_cast<int>(mouth_y)), cv::Size(cvRound(wide), cvRound(high)), 0, 0, 360,
                colour, cv::FILLED);
  };
  ellipse(opening / 2 + thickness, half_width + 4, lip);
  if (opening > 0)
    ellipse(opening / 2, half_width, inside);
  return picture;
}

struct Mouth {
  float opening;
  cv::Scalar inside;
  bool shows_teeth;
};
const Mouth mouths[] = {{10, tooth, true}, {10, dark, false}, {0, dark, false}};

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

START_TEST(teeth_are_told_from_lips) {
  const auto &[opening, inside, shows_teeth] = mouths[_i];
  const auto own = own_face(picture_of(opening, inside), face_with(opening), 1);
  for (int channel = 0; channel < 3; ++channel)
    ck_assert_float_eq_tol(own.skin[channel], static_cast<float>(skin[channel] / 255), 0.02F);
  ck_assert_int_eq(own.lips.empty(), !shows_teeth);
  ck_assert(own.teeth >= 0 && own.teeth <= 1 && (own.teeth > 0.9F) == shows_teeth);
  if (!shows_teeth)
    return;
  const auto at = [&](int x, float y) { return own.lips.at<cv::Vec4f>(cvRound(y), x); };
  const auto middle = at(64, mouth_y), below = at(64, mouth_y + opening / 2 + 4), cheek = at(20, 70);
  ck_assert_float_gt(middle[3], 0.99F);
  ck_assert_float_eq(below[3], 0);
  ck_assert_float_eq(cheek[3], 0);
  for (int channel = 0; channel < 3; ++channel) // no tooth is left
    ck_assert_float_eq_tol(middle[channel], static_cast<float>(lip[channel] / 255), 0.03F);
}
END_TEST

START_TEST(blur_carries_teeth_over_lips) {
  constexpr float opening = 10;
  cv::Mat picture;
  cv::GaussianBlur(picture_of(opening, tooth), picture, {}, 2);
  const auto landmarks = face_with(opening);
  /// How much the greens differ that closing lips are fetched from, in the rows below the mouth.
  const auto unevenness = [&](float sharp) {
    const auto own = own_face(picture, landmarks, sharp);
    float least = 255, most = 0;
    for (const float below : {0.F, 1.F, 2.F, 3.F}) {
      const cv::Point place(64, cvRound(mouth_y + opening / 2 + below));
      const cv::Vec4f hides = own.lips.at<cv::Vec4f>(place);
      const float green =
          (1 - hides[3]) * static_cast<float>(picture.at<cv::Vec3b>(place)[1]) + hides[3] * 255 * hides[1];
      least = std::min(least, green);
      most = std::max(most, green);
    }
    return most - least;
  };
  ck_assert_float_lt(unevenness(0), 6);
  ck_assert_float_gt(unevenness(1), 8); // a pale line
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

START_TEST(an_enlarged_face_is_told_by_its_blur) {
  cv::Mat fine(side, side, CV_8UC3), small, large;
  cv::RNG random(7);
  random.fill(fine, cv::RNG::UNIFORM, 60, 200);
  cv::GaussianBlur(fine, fine, {}, 0.6);
  cv::resize(fine, small, {}, 0.15, 0.15, cv::INTER_AREA);
  cv::resize(small, large, fine.size(), 0, 0, cv::INTER_CUBIC);
  const auto landmarks = face_with(6);
  ck_assert_float_eq(sharpness(fine, landmarks), 1);
  ck_assert_float_lt(sharpness(large, landmarks), 0.1F);
  FaceRequest request;
  request.landmarks = landmarks;
  for (const bool has_teeth : {false, true}) {
    cv::GaussianBlur(picture_of(10, has_teeth ? tooth : dark), request.crop, {}, 4);
    float farthest = 0;
    for (const auto &way : OwnFaces().look({request})[0].inner_lips)
      farthest = std::max(farthest, std::hypot(way.x, way.y));
    ck_assert_int_eq(farthest > 0.5F, has_teeth); // else landmarks are believed
  }
}
END_TEST

START_TEST(lips_of_a_blurred_face_have_no_kinks) {
  cv::Mat picture = picture_of(10, tooth);
  cv::ellipse(picture, {52, 107}, {6, 9}, 0, 0, 360, tooth, cv::FILLED); // light on one side of the lower lip
  FaceRequest request;
  request.landmarks = face_with(10);
  cv::GaussianBlur(picture, request.crop, {}, 2);
  const auto lips = OwnFaces().look({request})[0].inner_lips;
  for (const std::size_t point : {1, 5})
    for (std::size_t i = point; i < point + 3; ++i)
      ck_assert_float_lt(std::abs(lips[i].y - lips[point + 1].y), 3);
}
END_TEST

START_TEST(what_is_seen_of_a_face_is_steadied) {
  OwnFaces faces;
  FaceRequest request;
  request.id = 1;
  request.landmarks = face_with(8);
  float lowest = 200, highest = 0;
  for (int frame = 0; frame < 12; ++frame) { // lips that tremble by a pixel
    request.crop = picture_of(frame % 2 == 0 ? 10.F : 12.F, tooth);
    const auto own = faces.look({request})[0];
    const float lip = with_inner_lips_of(own, request.landmarks)[66].y;
    if (frame > 3) {
      lowest = std::min(lowest, lip);
      highest = std::max(highest, lip);
    }
    ck_assert_float_gt(own.shows, 0.9F);
  }
  ck_assert_float_lt(highest - lowest, 0.7F);
  request.crop = picture_of(20, tooth); // a mouth that opens
  request.landmarks = face_with(16);
  for (int frame = 0; frame < 3; ++frame)
    lowest = with_inner_lips_of(faces.look({request})[0], request.landmarks)[66].y;
  ck_assert_float_eq_tol(lowest, mouth_y + 10, 1.2F);
  request.id = 2; // another face, and nothing else is remembered
  request.crop = picture_of(10, tooth);
  request.landmarks = face_with(8);
  faces.look({request});
  request.id = 1;
  ck_assert_float_eq_tol(with_inner_lips_of(faces.look({request})[0], request.landmarks)[66].y, mouth_y + 5, 0.8F);
}
END_TEST

/// A little noise, as of skin, and, where their `level` is above 0, the frames of glasses.
cv::Mat face_behind(int level) {
  cv::Mat picture(side, side, CV_8UC3), noise(side, side, CV_8UC3);
  cv::RNG random(5);
  random.fill(noise, cv::RNG::NORMAL, 150, 8);
  cv::GaussianBlur(noise, picture, {}, 1);
  if (level == 0)
    return picture;
  const auto colour = cv::Scalar::all(level);
  for (const int x : {45, 83})
    cv::ellipse(picture, {x, 46}, {15, 11}, 0, 0, 360, colour, 1, cv::LINE_AA);
  cv::line(picture, {60, 42}, {68, 42}, colour, 1, cv::LINE_AA);
  cv::line(picture, {20, 41}, {30, 41}, colour, 1, cv::LINE_AA);
  cv::line(picture, {98, 41}, {108, 41}, colour, 1, cv::LINE_AA);
  return picture;
}

START_TEST(glasses_are_seen_by_their_lines) {
  const auto landmarks = face_with(0);
  ck_assert_float_eq(glasses_seen(face_behind(0), landmarks), 0);
  ck_assert_float_gt(glasses_seen(face_behind(60), landmarks), 0.9F);  // dark ones
  ck_assert_float_gt(glasses_seen(face_behind(230), landmarks), 0.9F); // and of metal
}
END_TEST

START_TEST(who_wore_glasses_wears_them_still) {
  const auto landmarks = face_with(0);
  const cv::Mat with = face_behind(60), without = face_behind(0);
  WornGlasses glasses;
  ck_assert_float_eq(glasses.share(1), 0);
  ck_assert_float_gt(glasses.look(1, with, landmarks), 0.9F);
  for (int frame = 0; frame < 8; ++frame) // a head that moves
    glasses.look(1, without, landmarks);
  ck_assert_float_gt(glasses.share(1), 0.6F);
  for (int frame = 0; frame < 400; ++frame) // they are off
    glasses.look(1, without, landmarks);
  ck_assert_float_lt(glasses.share(1), 0.05F);
  ck_assert_float_gt(glasses.look(0, with, landmarks), 0.9F);
  ck_assert_float_eq(glasses.look(0, without, landmarks), 0); // another photograph
  glasses.look(2, with, landmarks);
  glasses.keep_only({1});
  ck_assert_float_eq(glasses.share(2), 0);
}
END_TEST

START_TEST(glasses_stay_where_they_are) {
  const auto landmarks = face_with(0);
  const cv::Mat flow(side, side, CV_32FC2, cv::Scalar(0.5, 3));
  const auto held = with_glasses_held(flow, landmarks, 1);
  const auto part = [&](int x, int y) { return held.at<cv::Vec2f>(y, x)[1] / 3; };
  for (const auto &[x, y] : {std::pair(64, 42), {64, 50}, {45, 57}, {83, 57}, {27, 43}, {101, 43}, {45, 36}})
    ck_assert_float_lt(std::abs(part(x, y)), 1e-6);        // bridge, lower rims, temples, an upper rim
  ck_assert_float_eq(part(45, 43), 1);                     // lids
  ck_assert_float_eq(part(64, 80), 1);                     // the nose's tip and all below
  ck_assert(part(45, 27) > 0.15F && part(45, 27) < 0.35F); // brows, a little
  ck_assert(held.at<cv::Vec2f>(43, 45)[0] == 0.5F);
  ck_assert_double_eq(cv::norm(with_glasses_held(flow, landmarks, 0), flow), 0);
  const auto unsure = with_glasses_held(flow, landmarks, 0.5F);
  ck_assert_float_eq_tol(unsure.at<cv::Vec2f>(42, 64)[1], 1.5F, 1e-5);
}
END_TEST

} // namespace

int main() {
  Suite *own_face = suite_create("own-face");
  TCase *seen = tcase_create("seen");
  tcase_add_loop_test(seen, teeth_are_told_from_lips, 0, std::size(mouths));
  tcase_add_test(seen, blur_carries_teeth_over_lips);
  tcase_add_test(seen, lips_of_a_blurred_face_have_no_kinks);
  tcase_add_loop_test(seen, lips_are_found_where_they_part, 0, std::size(seen_lips));
  tcase_add_test(seen, lips_that_are_nearer_than_landmarks_say_close_less);
  tcase_add_test(seen, closed_lips_meet_on_the_dark_line);
  tcase_add_test(seen, a_few_teeth_in_a_slit_are_seen);
  tcase_add_test(seen, what_shows_no_lips_moves_no_landmarks);
  tcase_add_test(seen, a_moustache_is_not_the_inside_of_a_mouth);
  tcase_add_test(seen, an_enlarged_face_is_told_by_its_blur);
  tcase_add_test(seen, what_is_seen_of_a_face_is_steadied);
  tcase_add_test(seen, glasses_are_seen_by_their_lines);
  tcase_add_test(seen, who_wore_glasses_wears_them_still);
  tcase_add_test(seen, glasses_stay_where_they_are);
  suite_add_tcase(own_face, seen);
  return suite::run(own_face);
}
