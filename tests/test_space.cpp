// Names to coordinates and back.
#include <cmath>

#include <ganmut/conditional_space.h>
#include <ganmut/trajectory.h>

#include "suite.h"

using ganmut::ConditionalSpace;
using ganmut::Emotion;
using ganmut::ErrorKind;
using ganmut::Parametrization;
using ganmut::Point;

namespace {

constexpr float tolerance = 1e-5F;

ConditionalSpace linear() {
  return {Parametrization::Linear,
          2,
          {{"neutral", {}, {}}, {"happy", {1, 0, 0}, {}}, {"surprise", {0, 1, 0}, {}}, {"sad", {-0.6F, 0.8F, 0}, {}}}};
}

ConditionalSpace linear_3d() {
  return {Parametrization::Linear,
          3,
          {{"neutral", {}, {}}, {"happy", {1, 0, 0}, {}}, {"surprise", {0, 1, 0}, {}}, {"sad", {0, 0, 1}, {}}}};
}

ConditionalSpace gaussian() {
  return {
      Parametrization::Gaussian,
      2,
      {{"neutral", {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 0}}, {"happy", {0.5F, 0.5F, 0}, {2, 1, 0, 1, 2, 0, 0, 0, 0}}}};
}

void expect_point(const Point &point, const Point &expected) {
  ck_assert_float_eq_tol(point.x, expected.x, tolerance);
  ck_assert_float_eq_tol(point.y, expected.y, tolerance);
  ck_assert_float_eq_tol(point.z, expected.z, tolerance);
}

struct Text {
  const char *text;
  float intensity;
  Point expected;
};

const Text texts[] = {
    {"happy", 1, {1, 0, 0}},
    {"  happy\t", 1, {1, 0, 0}},
    {"neutral", 1, {0, 0, 0}},
    {"happy:0.6", 1, {0.6F, 0, 0}},
    {"0.6*happy", 1, {0.6F, 0, 0}},
    {"0.6 * happy + 0.4*surprise", 1, {0.6F, 0.4F, 0}},
    {".5*happy+surprise:.25", 1, {0.5F, 0.25F, 0}},
    {"0.5*sad + 0.5*neutral", 1, {-0.3F, 0.4F, 0}},
    {"happy", 0.5F, {0.5F, 0, 0}},
    {"0.5*happy", 0.5F, {0.25F, 0, 0}},
    {"happy", 0, {0, 0, 0}},
    {"happy:7", 1, {1, 0, 0}}, // beyond the disc: onto its edge
    {"3*happy+4*surprise", 1, {0.6F, 0.8F, 0}},
    {"1e-1*happy", 1, {0.1F, 0, 0}},
};

const char *const malformed[] = {
    "",          " ",          "+",       "happy+",     "+happy",    "happy sad", "*happy",        "0.5*",
    "happy:",    "happy:much", "x*happy", "-0.5*happy", "nan*happy", "inf*happy", "0.5*0.5*happy", "0.5*happy:0.5",
    "0,5*happy", "0.5"};

struct Description {
  Point point;
  std::vector<std::pair<const char *, float>> expected; ///< in order
};

const Description descriptions[] = {
    {{0, 0, 0}, {{"neutral", 1.F}}},
    {{0.75F, 0, 0}, {{"happy", 0.75F}, {"neutral", 0.25F}}},
    {{0.5F, 0.3F, 0}, {{"happy", 0.5F}, {"surprise", 0.3F}, {"neutral", 0.2F}}},
    {{-0.3F, 0.4F, 0}, {{"sad", 0.5F}, {"neutral", 0.5F}}},
    {{std::sqrt(0.5F), std::sqrt(0.5F), 0}, {{"happy", 0.5F}, {"surprise", 0.5F}}},
    {{0, -0.9F, 0}, {{"neutral", 1.F}}},                      // nothing lies that way
    {{0.8F, -0.6F, 0}, {{"happy", 0.8F}, {"neutral", 0.2F}}}, // outside all axes: the nearest one
};

void expect_shares(const std::vector<ganmut::EmotionShare> &shares, const Description &description) {
  ck_assert_uint_eq(shares.size(), description.expected.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    ck_assert_float_eq_tol(shares[i].share, description.expected[i].second, tolerance);
    const bool tie = i + 1 < shares.size() && std::abs(shares[i].share - shares[i + 1].share) < tolerance;
    const bool tied = i > 0 && std::abs(shares[i].share - shares[i - 1].share) < tolerance;
    if (!tie && !tied)
      ck_assert_str_eq(shares[i].name.c_str(), description.expected[i].first);
  }
}

} // namespace

START_TEST(a_text_is_a_point) {
  expect_point(linear().point(texts[_i].text, texts[_i].intensity), texts[_i].expected);
}
END_TEST

START_TEST(a_malformed_text_is_refused) {
  expect_error([&] { linear().point(malformed[_i]); }, ErrorKind::BadArgument, "write happy");
}
END_TEST

START_TEST(an_unknown_name_lists_the_known_ones) {
  expect_error([] { linear().point("0.5*happy+happyy"); }, ErrorKind::BadArgument,
               "'happyy'; it knows: neutral, happy, surprise, sad");
  expect_error([] { linear().point("happy", -1); }, ErrorKind::BadArgument, "intensity");
  expect_error([] { linear().point("happy", NAN); }, ErrorKind::BadArgument, "intensity");
}
END_TEST

/// Half of the change of happy is seen at a quarter of its intensity; of the others nothing was measured.
START_TEST(calibrated_intensities_are_parts_of_the_change) {
  auto emotions = linear().emotions();
  emotions[1].calibration = {0, 0.25F, 1};
  const ConditionalSpace as_it_is(Parametrization::Linear, 2, emotions);
  const auto calibrated = as_it_is.calibrated();
  expect_point(as_it_is.point("happy", 0.5F), {0.5F, 0, 0});
  const Text calibrated_texts[] = {
      {"happy", 0, {0, 0, 0}},          {"happy", 0.25F, {0.125F, 0, 0}},
      {"happy", 0.5F, {0.25F, 0, 0}},   {"happy:0.5", 1, {0.25F, 0, 0}},
      {"happy", 0.75F, {0.625F, 0, 0}}, {"happy", 1, {1, 0, 0}},
      {"happy", 2, {1, 0, 0}},          {"0.5*happy + 0.5*surprise", 1, {0.25F, 0.5F, 0}},
  };
  for (const auto &[text, intensity, expected] : calibrated_texts)
    expect_point(calibrated.point(text, intensity), expected);
  ganmut::Trajectory path("neutral@0, happy@1", calibrated, 0.5F);
  expect_point(path.at(1), {0.25F, 0, 0});
  path.set_intensity(0.75F);
  expect_point(path.at(1), {0.625F, 0, 0});
  expect_error([] { linear().calibrated(); }, ErrorKind::BadArgument, "not calibrated");
}
END_TEST

START_TEST(a_point_is_described_by_its_neighbours) {
  expect_shares(linear().describe(descriptions[_i].point), descriptions[_i]);
}
END_TEST

START_TEST(shares_lead_back_to_the_point) {
  for (const auto &space : {linear(), linear_3d()})
    for (float angle = 0; angle < 2; angle += 0.13F)
      for (const float height : {0.F, 0.2F}) {
        const Point point{0.5F * std::cos(angle), 0.5F * std::sin(angle), space.dimensions() == 3 ? height : 0};
        if (point.x < 0 && space.dimensions() == 3)
          continue; // outside the octant of its axes
        Point sum;
        float whole = 0;
        for (const auto &[name, share] : space.describe(point)) {
          const auto where = space.point(name);
          sum = {sum.x + share * where.x, sum.y + share * where.y, sum.z + share * where.z};
          whole += share;
        }
        expect_point(sum, point);
        ck_assert_float_eq_tol(whole, 1.F, tolerance);
      }
}
END_TEST

START_TEST(gaussian_shares_are_a_softmax_of_squared_distances) {
  // Squared distances of (0.5, 0.5): to neutral 0.5, to happy 0.
  const auto shares = gaussian().describe({0.5F, 0.5F, 0});
  ck_assert_str_eq(shares[0].name.c_str(), "happy");
  ck_assert_float_eq_tol(shares[0].share, 1.F / (1.F + std::exp(-0.5F)), tolerance);
  // Of (1, 0): to neutral 1, to happy (0.5, -0.5) C^-1 (0.5, -0.5) = 0.5 with C^-1 = [2 -1; -1 2] / 3.
  const auto far = gaussian().describe({1, 0, 0});
  ck_assert_float_eq_tol(far[0].share, 1.F / (1.F + std::exp(-0.5F)), tolerance);
  ck_assert_float_eq_tol(far[0].share + far[1].share, 1.F, tolerance);
}
END_TEST

START_TEST(a_gaussian_space_is_a_square) {
  expect_point(gaussian().clamp({3, -0.5F, 9}), {1, -0.5F, 0});
  expect_point(gaussian().point("4*happy"), {1, 1, 0});
  expect_point(linear_3d().clamp({2, 0, 0}), {1, 0, 0});
  expect_point(linear_3d().clamp({0, 3, 4}), {0, 0.6F, 0.8F});
}
END_TEST

START_TEST(theta_and_rho_are_another_view_of_x_and_y) {
  for (float theta = -3.1F; theta <= 3.14F; theta += 0.1F) {
    const auto polar = ganmut::to_polar(ganmut::to_point({theta, 0.7F}));
    ck_assert_float_eq_tol(polar.theta, theta, tolerance);
    ck_assert_float_eq_tol(polar.rho, 0.7F, tolerance);
  }
  ck_assert_float_eq(ganmut::to_polar({}).theta, 0.F);
  ck_assert_float_gt(ganmut::to_polar({-1, -0.F, 0}).theta, 3.F);
}
END_TEST

START_TEST(a_space_that_makes_no_sense_is_refused) {
  const auto make = [](int dimensions, std::vector<Emotion> emotions) {
    ConditionalSpace(Parametrization::Linear, dimensions, std::move(emotions));
  };
  expect_error([&] { make(4, {{"a", {}, {}}}); }, ErrorKind::BadArgument, "2 or 3 dimensions");
  expect_error([&] { make(2, {}); }, ErrorKind::BadArgument, "at least one");
  expect_error([&] { make(2, {{"a", {}, {}}, {"a", {}, {}}}); }, ErrorKind::BadArgument, "two emotions");
  for (const char *name : {"", "very happy", "a+b", "a*b", "a:b", "a,b", "a@b", "1st"})
    expect_error([&] { make(2, {{name, {}, {}}}); }, ErrorKind::BadArgument, "cannot name");
}
END_TEST

int main() {
  Suite *suite = suite_create("space");
  TCase *tests = tcase_create("space");
  tcase_add_loop_test(tests, a_text_is_a_point, 0, static_cast<int>(std::size(texts)));
  tcase_add_loop_test(tests, a_malformed_text_is_refused, 0, static_cast<int>(std::size(malformed)));
  tcase_add_test(tests, an_unknown_name_lists_the_known_ones);
  tcase_add_loop_test(tests, a_point_is_described_by_its_neighbours, 0, static_cast<int>(std::size(descriptions)));
  tcase_add_test(tests, calibrated_intensities_are_parts_of_the_change);
  tcase_add_test(tests, shares_lead_back_to_the_point);
  tcase_add_test(tests, gaussian_shares_are_a_softmax_of_squared_distances);
  tcase_add_test(tests, a_gaussian_space_is_a_square);
  tcase_add_test(tests, theta_and_rho_are_another_view_of_x_and_y);
  tcase_add_test(tests, a_space_that_makes_no_sense_is_refused);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
