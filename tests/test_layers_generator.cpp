// The generator of layers: where its sheets fetch from, and what it shows between lips.
#include <cmath>
#include <cstring>

#include "geometry/face_maps.h"
#include "network/layers_generator.h"
#include "small_layers.h"
#include "suite.h"

using namespace ganmut;
using namespace small;

START_TEST(sheets_fetch_lips_alone) {
  // Teeth shine in an open mouth; sheets that close it half would smear them, and the matte says that nothing is open.
  const auto landmarks = face_landmarks();
  const cv::Mat maps = face_maps(landmarks, side);
  cv::Mat picture(side, side, CV_32FC3, cv::Scalar::all(-0.5));
  maps.forEach<cv::Vec3f>([&](const cv::Vec3f &map, const int *at) {
    if (map[0] < 0 && map[1] < 0)
      picture.at<cv::Vec3f>(at[0], at[1]) = {1, 1, 1};
  });
  const auto flow = [](double down) {
    return torch::cat({torch::zeros({1, 1, side, side}), torch::full({1, 1, side, side}, down)}, 1);
  };
  Layers layers{flow(-1),
                flow(1),
                torch::zeros({1, 1, side, side}),
                torch::full({1, 1, side, side}, -30.),
                torch::ones({1, 3, side, side}),
                {}};
  const auto composed =
      compose(tensor_of(picture), layers, place(tensor_of(maps), layers.upper, layers.lower)).slice(3, 24, 40);
  ck_assert_double_lt(composed.max().item<double>(), 0.7); // half a pixel of an edge
  ck_assert_double_gt(tensor_of(picture).max().item<double>(), 0.9);
}
END_TEST

/// One unit that takes the sheets a pixel apart everywhere.
START_TEST(sheets_agree_beside_the_mouth) {
  torch::NoGradGuard no_grad;
  LayersGenerator generator(small_info());
  for (auto &parameter : generator->parameters())
    parameter.zero_();
  generator->maps[2][1] = -0.5; // jawOpen: the upper sheet fetches from above
  generator->maps[2][3] = 0.5;
  generator->eval();
  const auto landmarks = face_landmarks();
  const cv::Mat maps = face_maps(landmarks, side);
  const AlignedBatch faces{torch::zeros({1, 3, side, side}), matrix_of({std::vector<float>(136)}).view({1, 68, 2}),
                           tensor_of(maps)};
  std::memcpy(faces.landmarks.data_ptr(), landmarks.data(), sizeof landmarks);
  const auto layers = generator->forward(faces, {torch::tensor({{0.F, 0.F, 1.F, 0.F, 0.F}}), torch::zeros({1, 5})});
  const auto apart = (layers.lower - layers.upper)[0];
  struct Place {
    int x, y;
    double apart;
  };
  constexpr int line = side * 3 / 4, mouth = side / 2;
  // The corners are at 23 and 41; beside them the sheets agree within two pixels, above and below within four.
  for (const auto &[x, y, expected] : {Place{mouth, line, 1},
                                       {25, line, 1},
                                       {39, line, 1},
                                       {20, line, 0},
                                       {44, line, 0},
                                       {2, line, 0},
                                       {61, line, 0},
                                       {2, line - 2, 0.5},
                                       {2, line + 2, 0.5},
                                       {2, line - 8, 1},
                                       {2, line + 8, 1},
                                       {mouth, 5, 1}})
    ck_assert_msg(std::abs(apart[1][y][x].item<double>() - expected) < 0.02, "%g at %d, %d",
                  apart[1][y][x].item<double>(), x, y);
  ck_assert_double_lt(largest(apart[0]), 1e-6);
}
END_TEST

START_TEST(paint_is_lit_as_the_skin_is) {
  torch::NoGradGuard no_grad;
  auto generator = trained(small_info());
  auto landmarks = face_landmarks();
  const cv::Mat maps = face_maps(landmarks, side);
  struct Light {
    const char *name;
    cv::Vec3d skin;       // BGR, share of white
    double blue_of_teeth; // of red, at most
    double blue_of_dark;
    bool has_colour;
  };
  const Light lights[] = {{"as usual", {0.455, 0.586, 0.8}, 0.81, 0.45, true},
                          {"by candles", {0.25, 0.5, 0.8}, 0.66, 0.37, true},
                          {"in the shade", {0.6, 0.65, 0.8}, 0.95, 0.55, true},
                          {"black and white", {0.5, 0.5, 0.5}, 1, 1, false}};
  for (const Light &light : lights) {
    const cv::Mat picture = smooth_noise(CV_32FC3, -0.1F, 0.1F) + 2 * cv::Scalar(light.skin) - cv::Scalar::all(1);
    const AlignedBatch faces{tensor_of(picture), torch::from_blob(landmarks.data(), {1, 68, 2}), tensor_of(maps)};
    const auto paint = (generator->forward(faces, {torch::ones({1, 5}), torch::zeros({1, 5})}).paint[0] + 1) / 2;
    const auto dark = paint[2] < 0.12;
    ck_assert(dark.any().item<bool>() && (paint[2] > 0.6).any().item<bool>());
    const auto blue = paint[0] / paint[2].clamp_min(1e-3);
    ck_assert_msg(blue.max().item<double>() < light.blue_of_teeth + 0.03, "%s: %g", light.name,
                  blue.max().item<double>());
    const auto in_the_dark = blue.masked_select(dark).max().item<double>();
    ck_assert_int_eq((paint[2] - paint[1]).abs().max().item<double>() > 0.01, light.has_colour);
    ck_assert_msg(in_the_dark < light.blue_of_dark + 0.06, "%s, dark: %g", light.name, in_the_dark);
  }
}
END_TEST

START_TEST(lips_that_overlap_meet_in_their_middle) {
  auto landmarks = face_landmarks();
  const LipLine open(landmarks);
  const float line = 0.75F * side;
  ck_assert_float_eq_tol(open.above_upper({side / 2.F, line}), -0.04F * side, 0.01F);
  ck_assert_float_eq_tol(open.below_lower({side / 2.F, line}), -0.04F * side, 0.01F);
  ck_assert_float_eq_tol(open.above_upper({0, line - 3}), 3, 0.01F); // beyond the corner it goes on level
  for (const int i : {61, 62, 63})
    landmarks[i].y += 0.12F * side;
  const LipLine over(landmarks);
  for (const float x : {0.4F * side, 0.5F * side, 0.6F * side}) {
    ck_assert_float_eq_tol(over.above_upper({x, line}) + over.below_lower({x, line}), 0, 0.6F);
    ck_assert_float_le(over.above_upper({x, line}), over.above_upper({x, 0}));
  }
  const cv::Mat maps = face_maps(landmarks, side);
  const auto eye = maps.at<cv::Vec3f>(cvRound(0.37 * side), cvRound(0.32 * side));
  ck_assert_float_ge(eye[2], 0.8F); // the rim is soft
  ck_assert_float_eq(maps.at<cv::Vec3f>(side / 2, side / 2)[2], 0);
  ck_assert_float_eq_tol(eye[0], over.above_upper({std::round(0.32F * side), std::round(0.37F * side)}), 1e-4F);
}
END_TEST

const suite::Part part("layers-generator", [] {
  Suite *suite = suite_create("layers-generator");
  TCase *tests = tcase_create("layers-generator");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, sheets_fetch_lips_alone);
  tcase_add_test(tests, sheets_agree_beside_the_mouth);
  tcase_add_test(tests, paint_is_lit_as_the_skin_is);
  tcase_add_test(tests, lips_that_overlap_meet_in_their_middle);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
