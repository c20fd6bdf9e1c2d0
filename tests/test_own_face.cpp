#include <cmath>
#include <initializer_list>

#include <opencv2/imgproc.hpp>

#include "composite/glasses.h"
#include "drawn_lips.h"
#include "engine/own_face.h"
#include "engine/own_faces.h"
#include "face/worn_glasses.h"
#include "suite.h"

using namespace ganmut;
using namespace ganmut::drawn_lips;

namespace {

struct Mouth {
  float opening;
  cv::Scalar inside;
  bool shows_teeth;
};
const Mouth mouths[] = {{10, tooth, true}, {10, dark, false}, {0, dark, false}};

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
  ck_assert_float_lt(below[3], 0.01F);
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
  ck_assert_float_gt(unevenness(1), 1.5F * unevenness(0)); // a pale line
}
END_TEST

START_TEST(dark_beside_teeth_is_hidden_with_them) {
  cv::Mat picture = picture_of(10, tooth);
  const auto landmarks = face_with(10);
  const cv::Rect beside(50, cvRound(landmarks[66].y), 8, 3); // below the edge that landmarks tell
  for (const bool is_dark : {true, false}) {
    picture(beside).setTo(is_dark ? dark : lip);
    const auto hidden = [&](float widely) {
      return own_face(picture, landmarks, 1, widely).lips.at<cv::Vec4f>(beside.y + 2, 54)[3] > 0.5F;
    };
    ck_assert_int_eq(hidden(1), is_dark);
    ck_assert(!hidden(0)); // of lips that speak
  }
}
END_TEST

START_TEST(a_picture_of_one_tint_is_told_from_a_coloured_one) {
  const auto landmarks = face_with(10);
  const cv::Mat coloured = picture_of(10, tooth);
  ck_assert_float_eq(own_face(coloured, landmarks, 1).coloured, 1);
  cv::Mat grey;
  cv::cvtColor(coloured, grey, cv::COLOR_BGR2GRAY);
  cv::cvtColor(grey, grey, cv::COLOR_GRAY2BGR);
  for (const cv::Vec3f &tint : {cv::Vec3f(1, 1, 1), cv::Vec3f(0.7F, 0.98F, 1.15F)}) { // black and white; sepia
    const auto own = own_face(grey.mul(cv::Scalar(cv::Vec3d(tint))), landmarks, 1);
    ck_assert_float_eq(own.coloured, 0);
    for (int channel = 0; channel < 3; ++channel)
      ck_assert_float_eq_tol(own.tint[channel], tint[channel], 0.02F);
  }
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
    for (const auto &way : OwnFaces().look({request}, {1})[0].inner_lips)
      farthest = std::max(farthest, std::hypot(way.x, way.y));
    ck_assert_int_eq(farthest > 0.5F, has_teeth); // else landmarks are believed
  }
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
    const auto own = faces.look({request}, {1})[0];
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
    lowest = with_inner_lips_of(faces.look({request}, {1})[0], request.landmarks)[66].y;
  ck_assert_float_eq_tol(lowest, mouth_y + 10, 1.2F);
  request.id = 2; // another face, and nothing else is remembered
  request.crop = picture_of(10, tooth);
  request.landmarks = face_with(8);
  faces.look({request}, {1});
  request.id = 1;
  ck_assert_float_eq_tol(with_inner_lips_of(faces.look({request}, {1})[0], request.landmarks)[66].y, mouth_y + 5, 0.8F);
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

START_TEST(a_mouth_that_spoke_without_teeth_is_remembered) {
  OwnFaces faces;
  FaceRequest request;
  request.id = 1;
  const auto look = [&](float opening, const cv::Scalar &inside) {
    request.landmarks = face_with(opening);
    request.crop = picture_of(opening, inside);
    OwnFace own;
    for (int frame = 0; frame < 6; ++frame)
      own = faces.look({request}, {1})[0];
    return own;
  };
  ck_assert_float_eq(look(0, dark).bare, 0);
  const auto open = look(10, dark);
  ck_assert_float_gt(open.bare, 0.9F);
  const auto shut = look(0, dark);
  ck_assert_float_gt(shut.bare, 0.9F);
  ck_assert_float_gt(shut.inside[2], 0.5F * open.inside[2]); // nor is its colour forgotten
  ck_assert_float_lt(look(10, tooth).bare, 0.2F);
}
END_TEST

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
  tcase_add_test(seen, a_picture_of_one_tint_is_told_from_a_coloured_one);
  tcase_add_test(seen, dark_beside_teeth_is_hidden_with_them);
  tcase_add_test(seen, an_enlarged_face_is_told_by_its_blur);
  tcase_add_test(seen, what_is_seen_of_a_face_is_steadied);
  tcase_add_test(seen, a_mouth_that_spoke_without_teeth_is_remembered);
  tcase_add_test(seen, glasses_are_seen_by_their_lines);
  tcase_add_test(seen, who_wore_glasses_wears_them_still);
  tcase_add_test(seen, glasses_stay_where_they_are);
  suite_add_tcase(own_face, seen);
  return suite::run(own_face);
}
