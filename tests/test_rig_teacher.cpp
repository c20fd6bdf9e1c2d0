// What an expression does to a picture: motion, what it uncovers, light.
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "suite.h"
#include "toy_rig.h"
#include "trainer/rig/infill.h"
#include "trainer/rig/light.h"
#include "trainer/rig/rasterizer.h"
#include "trainer/rig/teacher.h"

using namespace ganmut;

namespace {

constexpr int size = 128;
constexpr float scale = 6.F; // pixels a centimetre
constexpr int hairline = 2;  // pixels that may fall between lips that touch

/// A face that looks at the viewer, in the middle of the picture.
RigFit front(Expression expression) {
  RigFit fit;
  fit.identity = {0.F, 0.F};
  fit.expression = std::move(expression);
  fit.rotation = cv::Matx33f::eye();
  fit.scale = scale;
  fit.shift = {64.F, 60.3F}; // no row of pixels lies between the lips
  return fit;
}

/// Lit from the viewer's left.
cv::Mat picture() {
  cv::Mat grey(size, size, CV_8UC3);
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x)
      grey.at<cv::Vec3b>(y, x) = cv::Vec3b::all(static_cast<uchar>(220 - x));
  return grey;
}

class Taught {
public:
  /// The picture's own landmarks are the rig's, `off` pixels to the side of them.
  Lesson lesson(const Expression &own, const Expression &wanted, float off = 0.F) const {
    const auto fit = front(own);
    auto landmarks = fitted_landmarks(rig, fit);
    for (auto &point : landmarks)
      point.x += off;
    return teacher.lesson(picture(), fit, landmarks, wanted);
  }

  const FaceRig rig = toy_rig();
  const Teacher teacher{rig, size};
};

cv::Vec2f at(const cv::Mat &flow, float x, float y) {
  return flow.at<cv::Vec2f>(cvRound(y), cvRound(x));
}

} // namespace

START_TEST(the_nearer_triangle_is_seen) {
  const std::vector<cv::Point3f> vertices = {{2, 2, 0}, {2, 12, 0}, {12, 12, 0}, {12, 2, 0},
                                             {5, 5, 1}, {5, 9, 1},  {9, 9, 1}};
  const std::vector<cv::Vec3i> triangles = {{0, 1, 2}, {0, 2, 3}, {4, 5, 6}, {4, 6, 5}};
  const auto surface = rasterize(vertices, triangles, {16, 14});
  const std::pair<cv::Point, int> seen[] = {{{1, 1}, -1}, {{13, 5}, -1}, {{3, 10}, 0}, {{11, 3}, 1}, {{6, 8}, 2}};
  for (const auto &[pixel, triangle] : seen)
    ck_assert_int_eq(surface.triangle.at<int>(pixel), triangle);
  ck_assert_float_eq_tol(surface.depth.at<float>(8, 6), 1.F, 1e-6F);
  for (int y = 2; y <= 12; ++y) // no crack along the diagonal
    ck_assert_int_ge(surface.triangle.at<int>(y, y), 0);
  const auto place = surface.at(10, 3, triangles, vertices);
  ck_assert_float_eq_tol(place.x, 3.F, 1e-4F);
  ck_assert_float_eq_tol(place.y, 10.F, 1e-4F);
}
END_TEST

START_TEST(infill_continues_what_is_known) {
  cv::Mat values(21, 33, CV_32FC2, cv::Scalar(2, -3)), known = cv::Mat::zeros(values.size(), CV_8UC1);
  values.at<cv::Vec2f>(0, 0) = {100.F, 100.F}; // unknown
  known(cv::Rect(10, 5, 4, 4)) = 1;
  const auto filled = infill(values, known);
  for (const auto &value : cv::Mat_<cv::Vec2f>(filled)) {
    ck_assert_float_eq_tol(value[0], 2.F, 1e-4F);
    ck_assert_float_eq_tol(value[1], -3.F, 1e-4F);
  }
  ck_assert_double_eq(cv::norm(infill(values, cv::Mat::zeros(values.size(), CV_8UC1))), 0.0);
}
END_TEST

START_TEST(the_light_on_a_sphere_is_found) {
  cv::Mat normals(64, 64, CV_32FC3), skin = cv::Mat::zeros(64, 64, CV_8UC1), brightness(64, 64, CV_32FC1);
  const auto lit = [](const cv::Vec3f &n) { return 100.F + 40.F * n[0] - 30.F * n[1] + 20.F * n[2]; };
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x) {
      const float nx = (x - 32) / 30.F, ny = (32 - y) / 30.F, rest = 1 - nx * nx - ny * ny;
      const cv::Vec3f n(nx, ny, std::sqrt(std::max(0.F, rest)));
      normals.at<cv::Vec3f>(y, x) = n;
      skin.at<uchar>(y, x) = rest > 0.05F;
      brightness.at<float>(y, x) = rest > 0.05F ? lit(n) : 7.F;
    }
  const Light light(brightness, normals, skin);
  for (const auto &n : {cv::Vec3f(0, 0, 1), cv::Vec3f(0.6F, 0, 0.8F), cv::Vec3f(0, -0.6F, 0.8F)})
    ck_assert_float_eq_tol(light.on(n) / lit(n), 1.F, 0.06F);
  const Light none(brightness, normals, cv::Mat::zeros(64, 64, CV_8UC1));
  ck_assert_float_eq(none.on({1, 0, 0}), none.on({0, 0, 1}));
}
END_TEST

START_TEST(an_unchanged_expression_changes_nothing) {
  const Taught taught;
  const Expression open = {0.3F, 0.F, 0.5F};
  const float off = 1.5F;
  const auto lesson = taught.lesson(open, open, off);
  const auto own = fitted_landmarks(taught.rig, front(open));
  for (const auto &flow : {lesson.flow, lesson.upper, lesson.lower})
    ck_assert_double_lt(cv::norm(flow, cv::NORM_INF), 0.02);
  ck_assert_double_lt(cv::norm(lesson.gain, cv::NORM_INF), 1e-4);
  ck_assert_int_eq(cv::countNonZero(lesson.hole), 0);
  for (int k = 0; k < 68; ++k) {
    ck_assert_float_eq_tol(lesson.landmarks[k].x, own[k].x + off, 1e-3F);
    ck_assert_float_eq_tol(lesson.landmarks[k].y, own[k].y, 1e-3F);
  }
}
END_TEST

START_TEST(a_smile_moves_its_corner) {
  const Taught taught;
  const auto lesson = taught.lesson({0.F, 0.F, 0.F}, {1.F, 0.F, 0.F});
  const auto own = fitted_landmarks(taught.rig, front({0.F, 0.F, 0.F}));
  const auto corner = lesson.landmarks[54], other = lesson.landmarks[48];
  ck_assert_float_eq_tol(corner.x, own[54].x + 0.5F * scale * std::exp(-0.125F), 0.1F);
  const auto flow = at(lesson.flow, corner.x, corner.y);
  ck_assert_float_eq_tol(flow[0], own[54].x - corner.x, 0.6F);
  ck_assert_float_eq_tol(flow[1], own[54].y - corner.y, 0.6F);
  ck_assert_double_lt(cv::norm(at(lesson.flow, other.x, other.y)), 0.05);
  ck_assert_double_lt(cv::norm(at(lesson.flow, 64.F, 30.F)), 0.05);
  ck_assert_int_le(cv::countNonZero(lesson.hole), hairline);
}
END_TEST

START_TEST(a_mouth_opens_on_teeth) {
  const Taught taught;
  const auto lesson = taught.lesson({0.F, 0.F, 0.F}, {0.F, 0.F, 1.F});
  const auto upper = lesson.landmarks[62], lower = lesson.landmarks[66];
  ck_assert_float_eq_tol(lower.y - upper.y, 2.F * scale, 0.2F);
  const int x = cvRound(upper.x), middle = cvRound((upper.y + lower.y) / 2);
  ck_assert_float_eq(lesson.hole.at<float>(middle, x), 1.F);
  ck_assert_int_eq(lesson.part.at<signed char>(middle, x), static_cast<int>(RigPart::Teeth));
  for (int y = 0; y < size; ++y)
    if (y < upper.y - 1 || y > lower.y + 1)
      ck_assert_float_eq(lesson.hole.at<float>(y, x), 0.F);
  // Each sheet goes on into the mouth as its own lip moves.
  const float inside[] = {upper.y + 2.F, upper.y + 4.F};
  for (const float y : inside)
    ck_assert_double_lt(cv::norm(at(lesson.upper, upper.x, y)), 1.0);
  ck_assert_float_lt(at(lesson.lower, lower.x, lower.y - 2.F)[1], -1.6F * scale);
  ck_assert_float_lt(at(lesson.flow, lower.x, lower.y + 1.F)[1], -1.6F * scale);
}
END_TEST

START_TEST(the_mouth_is_rendered_where_it_opens) {
  const Taught taught;
  const auto lesson = taught.lesson({0.F, 0.F, 0.F}, {0.F, 0.F, 1.F});
  const auto upper = lesson.landmarks[62], lower = lesson.landmarks[66];
  const int x = cvRound(upper.x), middle = cvRound((upper.y + lower.y) / 2);
  const auto teeth = lesson.mouth.at<cv::Vec3f>(middle, x),
             beside_lip = lesson.mouth.at<cv::Vec3f>(cvRound(upper.y) + 1, x);
  ck_assert_msg(teeth[2] > 100.F && teeth[2] >= teeth[1] && teeth[1] >= teeth[0], "teeth are nearly white");
  ck_assert_msg(beside_lip[2] < teeth[2], "the lip shades what is behind it: %g, %g", beside_lip[2], teeth[2]);
  cv::Mat rendered;
  cv::extractChannel(lesson.mouth, rendered, 2);
  ck_assert_int_eq(cv::countNonZero(rendered > 0), cv::countNonZero(lesson.hole));
  ck_assert_double_eq(cv::norm(taught.lesson({0.F, 0.F, 0.F}, {1.F, 0.F, 0.F}).mouth.rowRange(0, 50)), 0.0);
}
END_TEST

START_TEST(teeth_take_the_light_of_the_skin) {
  const Taught taught;
  const auto fit = front({0.F, 0.F, 0.F});
  const auto landmarks = fitted_landmarks(taught.rig, fit);
  const auto blue_of_red = [&](const cv::Vec3b &skin) {
    const auto lesson =
        taught.teacher.lesson(cv::Mat(size, size, CV_8UC3, skin), fit, landmarks, Expression{0.F, 0.F, 1.F});
    const auto upper = lesson.landmarks[62], lower = lesson.landmarks[66];
    const auto teeth = lesson.mouth.at<cv::Vec3f>(cvRound((upper.y + lower.y) / 2), cvRound(upper.x));
    return teeth[0] / teeth[2];
  };
  const float by_candles = blue_of_red({70, 120, 190}), in_the_shade = blue_of_red({130, 140, 160});
  ck_assert_float_lt(by_candles, 0.8F * in_the_shade);
  ck_assert_float_gt(by_candles, 70.F / 190.F);                     // yellow, but still teeth
  ck_assert_float_eq_tol(blue_of_red({128, 128, 128}), 1.F, 1e-4F); // black and white
}
END_TEST

START_TEST(lips_meet_when_the_mouth_closes) {
  const Taught taught;
  const auto fit = front({0.F, 0.F, 0.6F});
  auto own = fitted_landmarks(taught.rig, fit);
  for (int k : {61, 62, 63}) // the picture's mouth is open wider than the rig's
    own[k].y -= 2.F;
  const auto lesson = taught.teacher.lesson(picture(), fit, own, {0.F, 0.F, 0.F});
  for (const auto &[upper, lower] : {std::pair(61, 67), {62, 66}, {63, 65}})
    ck_assert_float_eq_tol(lesson.landmarks[upper].y, lesson.landmarks[lower].y, 0.35F);
  ck_assert_int_le(cv::countNonZero(lesson.part == static_cast<int>(RigPart::Teeth)), hairline);
}
END_TEST

START_TEST(motion_ends_beyond_the_rim) {
  const Taught taught;
  auto fit = front({0.F, 0.F, 0.F});
  fit.scale = 2.F; // a small face
  const auto lesson = taught.teacher.lesson(picture(), fit, fitted_landmarks(taught.rig, fit), {1.F, 1.F, 1.F});
  ck_assert_float_eq(lesson.face.at<float>(60, 64), 1.F);
  ck_assert_float_eq(lesson.face.at<float>(5, 5), 0.F);
  ck_assert_int_eq(lesson.part.at<signed char>(5, 5), -1);
  const float near_rim = lesson.face.at<float>(60, 64 + 16);
  ck_assert(near_rim > 0.5F && near_rim < 1.F);
  for (const auto &flow : {lesson.flow, lesson.upper, lesson.lower})
    ck_assert_double_eq(cv::norm(at(flow, 64.F, 100.F)), 0.0);
}
END_TEST

START_TEST(skin_that_turns_to_the_light_grows_brighter) {
  Taught taught;
  auto rig = taught.rig; // a unit that turns the cheeks: depth grows to the left
  rig.expression[0] = rig.neutral;
  for (auto &offset : rig.expression[0])
    offset = {0.F, 0.F, 0.4F * offset.x};
  const Teacher teacher(rig, size);
  const auto fit = front({0.F, 0.F, 0.F});
  const auto lesson = teacher.lesson(picture(), fit, fitted_landmarks(rig, fit), {1.F, 0.F, 0.F});
  ck_assert_float_gt(lesson.gain.at<float>(60, 50), 0.05F);
  double least = 0, most = 0;
  cv::minMaxLoc(lesson.gain, &least, &most);
  ck_assert(least >= -0.5 && most <= 0.5);
  ck_assert_float_eq(lesson.gain.at<float>(2, 2), 0.F);
}
END_TEST

START_TEST(what_does_not_fit_is_refused) {
  const Taught taught;
  const auto fit = front({0.F, 0.F, 0.F});
  const auto own = fitted_landmarks(taught.rig, fit);
  const auto words = "A lesson needs a colour picture of 128 pixels a side";
  const Expression same = {0.F, 0.F, 0.F};
  expect_error([&] { taught.teacher.lesson(cv::Mat(64, 64, CV_8UC3), fit, own, same); }, ErrorKind::BadArgument, words);
  expect_error([&] { taught.teacher.lesson(picture(), fit, own, {0.F}); }, ErrorKind::BadArgument, "3 units");
  expect_error([&] { taught.teacher.lesson(picture(), fit_face(taught.rig, {}), own, same); }, ErrorKind::BadArgument,
               words);
}
END_TEST

int main() {
  TCase *cases = tcase_create("rig-teacher");
  tcase_set_timeout(cases, 120);
  tcase_add_test(cases, the_nearer_triangle_is_seen);
  tcase_add_test(cases, infill_continues_what_is_known);
  tcase_add_test(cases, the_light_on_a_sphere_is_found);
  tcase_add_test(cases, an_unchanged_expression_changes_nothing);
  tcase_add_test(cases, a_smile_moves_its_corner);
  tcase_add_test(cases, a_mouth_opens_on_teeth);
  tcase_add_test(cases, the_mouth_is_rendered_where_it_opens);
  tcase_add_test(cases, teeth_take_the_light_of_the_skin);
  tcase_add_test(cases, lips_meet_when_the_mouth_closes);
  tcase_add_test(cases, motion_ends_beyond_the_rim);
  tcase_add_test(cases, skin_that_turns_to_the_light_grows_brighter);
  tcase_add_test(cases, what_does_not_fit_is_refused);
  Suite *suite = suite_create("rig-teacher");
  suite_add_tcase(suite, cases);
  return suite::run(suite);
}
