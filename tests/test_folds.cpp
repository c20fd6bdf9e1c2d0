#include <opencv2/imgproc.hpp>

#include "drawn_lips.h"
#include "engine/folds.h"
#include "suite.h"

using namespace ganmut;
using namespace ganmut::drawn_lips;

namespace {

/// A calm face, and one with folds beside its nose and mouth.
cv::Mat folded(bool folds) {
  cv::Mat picture = picture_of(0, dark);
  for (const int out : {-1, 1})
    if (folds)
      cv::line(picture, {64 + 16 * out, 80}, {64 + 28 * out, 96}, skin * 0.6, 2);
  return picture;
}

/// The lift where the sheets move everything down by `down`.
cv::Mat lift_of(const cv::Mat &picture, float share, float down = 0) {
  RenderedLayers layers;
  layers.upper = layers.lower = cv::Mat(side, side, CV_32FC2, cv::Scalar(0, -down));
  smooth_smile_folds(layers, picture, face_with(0), share);
  return layers.lift;
}

START_TEST(folds_of_a_smile_that_goes_are_smoothed) {
  const cv::Mat whole = lift_of(folded(true), 1), half = lift_of(folded(true), 0.5F);
  for (const int out : {-1, 1}) {
    const cv::Point fold(64 + 22 * out, 88), cheek(64 + 34 * out, 80);
    ck_assert_float_gt(whole.at<float>(fold), 0.1F); // the fold is darker by 0.25
    ck_assert_float_eq_tol(half.at<float>(fold), whole.at<float>(fold) / 2, 1e-4F);
    ck_assert_float_lt(whole.at<float>(cheek), 0.02F);
  }
  ck_assert_double_eq(cv::norm(whole(cv::Rect(0, 0, side, 60)), cv::NORM_INF), 0); // eyes and brows
  ck_assert_float_eq(whole.at<float>(96, 64), 0);                                  // lips
  ck_assert_double_eq(cv::norm(lift_of(folded(true), 0), cv::NORM_INF), 0);
  ck_assert_double_lt(cv::norm(lift_of(folded(false), 1), cv::NORM_INF), 0.05);
}
END_TEST

START_TEST(the_lift_moves_with_the_face) {
  const cv::Mat still = lift_of(folded(true), 1), moved = lift_of(folded(true), 1, 5);
  ck_assert_double_lt(cv::norm(still.rowRange(0, side - 5), moved.rowRange(5, side), cv::NORM_INF), 1e-4);
}
END_TEST

} // namespace

int main() {
  Suite *folds = suite_create("folds");
  TCase *tests = tcase_create("tests");
  tcase_add_test(tests, folds_of_a_smile_that_goes_are_smoothed);
  tcase_add_test(tests, the_lift_moves_with_the_face);
  suite_add_tcase(folds, tests);
  return suite::run(folds);
}
