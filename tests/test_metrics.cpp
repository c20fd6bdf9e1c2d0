// The figures of the evaluation against closed forms.
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "suite.h"
#include "trainer/evaluation/metrics.h"

using namespace ganmut;

namespace {

torch::Tensor matrix(double a, double b, double c) {
  return torch::tensor({a, b, b, c}, torch::kDouble).view({2, 2});
}

struct Pair {
  double a[3], b[3], shift; ///< covariances xx, xy, yy; distance of the means
};

const Pair pairs[] = {
    {{1, 0, 1}, {1, 0, 1}, 0},    {{1, 0, 1}, {1, 0, 1}, 3},  {{4, 0, 1}, {1, 0, 9}, 0},
    {{2, 1, 3}, {1, -0.5, 2}, 1}, {{1, 1, 1}, {1, -1, 1}, 0}, {{0, 0, 0}, {2, 1, 3}, 0.5},
};

} // namespace

START_TEST(frechet_distance_is_that_of_the_formula) {
  const auto &[a, b, shift] = pairs[_i];
  const Normal first{torch::zeros({2}, torch::kDouble), matrix(a[0], a[1], a[2])};
  const Normal second{torch::tensor({shift, 0.}, torch::kDouble), matrix(b[0], b[1], b[2])};
  // The trace of the root of a 2 x 2 matrix M is sqrt(tr M + 2 sqrt(det M)).
  const double product_trace = a[0] * b[0] + 2 * a[1] * b[1] + a[2] * b[2];
  const double determinants = (a[0] * a[2] - a[1] * a[1]) * (b[0] * b[2] - b[1] * b[1]);
  const double root = std::sqrt(product_trace + 2 * std::sqrt(std::max(0., determinants)));
  const double expected = shift * shift + a[0] + a[2] + b[0] + b[2] - 2 * root;
  ck_assert_double_eq_tol(frechet_distance(first, second), expected, 1e-6);
  ck_assert_double_eq_tol(frechet_distance(second, first), expected, 1e-6);
}
END_TEST

START_TEST(weights_count_as_repetitions) {
  const auto rows = torch::tensor({1., 2., 4., -1., 0., 5.}).view({3, 2});
  const auto weighed = normal_of(rows, torch::tensor({1., 3., 2.}));
  const auto repeated = normal_of(rows.repeat_interleave(torch::tensor({1, 3, 2}), 0));
  ck_assert(weighed.mean.allclose(repeated.mean) && weighed.covariance.allclose(repeated.covariance));
}
END_TEST

START_TEST(ssim_tells_likeness) {
  const cv::Rect part(10, 10, 20, 12);
  cv::Mat noise(40, 40, CV_8UC3);
  cv::theRNG().state = 5;
  cv::randu(noise, 0, 255);
  ck_assert_double_eq_tol(ssim(noise, noise, part), 1, 1e-9);
  const cv::Mat a(40, 40, CV_8UC3, cv::Scalar::all(100)), b(40, 40, CV_8UC3, cv::Scalar::all(50));
  const double c1 = 6.5025; // of two even pictures only the luminance term is left
  ck_assert_double_eq_tol(ssim(a, b, part), (2 * 100 * 50 + c1) / (100 * 100 + 50 * 50 + c1), 1e-9);
  cv::Mat blurred, outside = noise.clone();
  cv::GaussianBlur(noise, blurred, {7, 7}, 2);
  ck_assert(ssim(noise, blurred, part) < 0.6);
  outside.row(0).setTo(0); // more than half a window away from the part
  ck_assert_double_eq_tol(ssim(noise, outside, part), 1, 1e-9);
}
END_TEST

namespace {

struct Lists {
  std::vector<double> a, b;
  double pearson, spearman;
};

const Lists lists[] = {
    {{1, 2, 3, 4}, {2, 4, 6, 8}, 1, 1},           {{1, 2, 3, 4}, {8, 6, 4, 2}, -1, -1},
    {{1, 2, 3, 4}, {1, 1, 1, 1}, 0, 0},           {{0, 1, 2, 3}, {0, 1, 8, 27}, 0.9077, 1},
    {{1, 2, 3, 4}, {1, 2, 2, 3}, 0.9487, 0.9487}, // ranks 0, 1.5, 1.5, 3
};

} // namespace

START_TEST(correlations_are_those_of_the_textbook) {
  const auto &list = lists[_i];
  ck_assert_double_eq_tol(pearson(list.a, list.b), list.pearson, 1e-4);
  ck_assert_double_eq_tol(spearman(list.a, list.b), list.spearman, 1e-4);
}
END_TEST

START_TEST(landmarks_are_measured_along_the_mean_shift) {
  auto landmarks = torch::zeros({4, 68, 2});
  landmarks.slice(0, 2, 4).select(2, 1).slice(1, 48, 68).fill_(0.2); // class 1 has its mouth lower
  const LandmarkShifts shifts(landmarks, torch::tensor({0, 0, 1, 1}), 2);
  const auto expected = shifts.between(0, 1);
  ck_assert_double_eq_tol(amount_of(expected * 0.5, expected), 0.5, 1e-6);
  ck_assert_double_eq_tol(amount_of(shifts.between(1, 0), expected), -1, 1e-6);
  auto brows = torch::zeros({68, 2});
  brows.slice(0, 17, 27).fill_(0.3); // another part of the face
  ck_assert_double_eq_tol(amount_of(brows, expected), 0, 1e-6);
  ck_assert_double_eq_tol(cosine_of(expected * 0.1 + brows, expected),
                          0.2 * 0.1 * std::sqrt(20) / std::sqrt(20 * 0.02 * 0.02 + 20 * 0.09), 1e-5);
  ck_assert_double_eq_tol(cosine_of(torch::zeros({68, 2}), expected), 0, 1e-9);

  auto lopsided = torch::zeros({2, 68, 2});
  lopsided[1][48][1] = 0.2; // one corner of the mouth
  const auto even = LandmarkShifts(lopsided, torch::tensor({0, 1}), 2).between(0, 1);
  ck_assert_double_eq_tol(even[48][1].item<double>(), 0.1, 1e-6);
  ck_assert_double_eq_tol(even[54][1].item<double>(), 0.1, 1e-6);
}
END_TEST

const suite::Part part("metrics", [] {
  Suite *suite = suite_create("metrics");
  TCase *figures = tcase_create("figures");
  tcase_add_loop_test(figures, frechet_distance_is_that_of_the_formula, 0, std::size(pairs));
  tcase_add_test(figures, weights_count_as_repetitions);
  tcase_add_test(figures, ssim_tells_likeness);
  tcase_add_loop_test(figures, correlations_are_those_of_the_textbook, 0, std::size(lists));
  tcase_add_test(figures, landmarks_are_measured_along_the_mean_shift);
  suite_add_tcase(suite, figures);
  return suite::run(suite);
});
