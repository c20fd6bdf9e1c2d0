// What is drawn between lips that part: teeth, the dark behind them and the tongue.
#include <algorithm>
#include <cmath>
#include <iterator>

#include "composite/compositor.h"
#include "suite.h"
#include "test_frame.h"

using namespace ganmut;

namespace {

constexpr int side = 128, scale = 4;                     // of the layers; of the frame
constexpr float middle = 64, line = 95, half_mouth = 20; // of the closed mouth
constexpr float millimetre = 46.F / 63;                  // the eyes lie 46 pixels apart
const cv::Vec3f daylight(0.45F, 0.52F, 0.66F);

/// A face of that `skin`, whose lips move by `up` and `down`, pixels, the chin with the lower one.
RenderedLayers parting(float up, float down, const cv::Vec3f &skin = daylight) {
  RenderedLayers layers;
  layers.upper = cv::Mat(side, side, CV_32FC2, cv::Scalar(0, up));
  layers.lower = cv::Mat(side, side, CV_32FC2, cv::Scalar(0, -down));
  layers.gain = cv::Mat::zeros(side, side, CV_32FC1);
  layers.matte = cv::Mat::zeros(side, side, CV_32FC1);
  layers.paint = cv::Mat(side, side, CV_32FC3, cv::Scalar(0.1, 0.1, 0.2));
  layers.own.skin = skin;
  auto &points = layers.landmarks;
  points.fill({middle, line});
  for (int i = 0; i < 17; ++i)
    points[i] = {middle - 60 * static_cast<float>(std::cos(M_PI * i / 16)),
                 64 + 70 * static_cast<float>(std::sin(M_PI * i / 16))};
  for (int i = 36; i < 48; ++i)
    points[i] = {i < 42 ? 41.F : 87.F, 48};
  for (int i = 27; i < 36; ++i)
    points[i] = {middle, 78};
  for (int i = 48; i < 60; ++i) // lips of 5 pixels each
    points[i] = {middle - half_mouth * static_cast<float>(std::cos(M_PI * (i - 48) / 6)),
                 line - 5 * static_cast<float>(std::sin(M_PI * (i - 48) / 6))};
  for (int i = 60; i < 68; ++i)
    points[i].x = middle - (half_mouth - 3) * static_cast<float>(std::cos(M_PI * (i - 60) / 4));
  points[8] = {middle, 124};
  return layers;
}

RenderedLayers with_own_gap(RenderedLayers layers, float gap) {
  for (const int i : {61, 62, 63})
    layers.landmarks[i].y -= gap / 2;
  for (const int i : {65, 66, 67})
    layers.landmarks[i].y += gap / 2;
  return layers;
}

/// A frame of one grey, edited.
class Edited {
public:
  explicit Edited(const RenderedLayers &layers, int grey = 90)
      : frame_(TestFrame::formats()[0], scale * side, scale * side, 0) {
    picture_ = cv::Mat(scale * side, scale * side, CV_8UC3, frame_.frame.planes[0],
                       static_cast<std::size_t>(frame_.frame.strides[0]));
    picture_.setTo(cv::Scalar::all(grey));
    edit_layers(frame_.frame, layers, cv::Matx23f(scale, 0, 0, 0, scale, 0), cv::Mat::ones(side, side, CV_32FC1), 1.F);
  }

  /// BGR, `across` and `below` millimetres from the middle of the closed mouth.
  cv::Vec3i at(double across, double below) const {
    return picture_.at<cv::Vec3b>(cvRound(scale * (line + below * millimetre)),
                                  cvRound(scale * (middle + across * millimetre)));
  }
  int red(double across, double below) const { return at(across, below)[2]; }

private:
  TestFrame frame_;
  cv::Mat picture_;
};

START_TEST(a_smile_shows_teeth_side_by_side) {
  const Edited smile(parting(5, 2));
  const int tooth = smile.red(4.2, -2);
  ck_assert_int_gt(tooth, 150);
  const auto darkest = [&](double across) {
    return std::min({smile.red(across - 0.4, -2), smile.red(across, -2), smile.red(across + 0.4, -2)});
  };
  ck_assert_int_lt(darkest(-0.3), 0.95 * tooth);       // between both middle ones
  ck_assert_int_lt(darkest(7.9), 0.95 * tooth);        // where the next one begins
  ck_assert_int_gt(smile.red(11, -2), 0.8 * tooth);    // and is
  ck_assert_int_lt(smile.red(18, -1), 0.8 * tooth);    // the arch turns away
  ck_assert_int_lt(smile.red(4.2, -6.2), 0.8 * tooth); // the lip's shadow
  for (const double across : {2., 4., 8., 12., 16.})
    ck_assert_int_le(std::abs(smile.red(across, -2) - smile.red(-across - 0.6, -2)), 12);
  ck_assert_int_le(std::abs(smile.red(0, -12) - 90), 1); // lips are the frame's
}
END_TEST

START_TEST(a_jaw_that_drops_shows_the_dark_and_the_tongue) {
  const Edited surprise(parting(1, 12));
  const int edge = surprise.red(4.2, 0);
  ck_assert_int_gt(edge, 70);
  ck_assert_int_lt(surprise.red(4.2, 5), edge / 2); // below the upper teeth
  const auto tongue = surprise.at(0, 12);
  ck_assert_int_gt(tongue[2], surprise.red(0, 5));
  ck_assert_int_gt(tongue[2], 1.3 * tongue[1]);
}
END_TEST

START_TEST(a_mouth_in_black_and_white_has_no_colour) {
  auto layers = parting(1, 12);
  layers.own.coloured = 0;
  const Edited surprise(layers);
  for (const double below : {-1., 0., 3., 6., 12.}) {
    const auto colour = surprise.at(1, below);
    ck_assert_int_le(std::abs(colour[2] - colour[0]), 1);
    ck_assert_int_le(std::abs(colour[2] - colour[1]), 1);
  }
}
END_TEST

START_TEST(beside_an_open_dark_mouth_there_are_no_teeth) {
  const Edited wider(with_own_gap(parting(4, 4), 16), 20);
  for (const double below : {-14., 14.}) { // behind either lip
    ck_assert_int_ne(wider.red(4.2, below), 20);
    ck_assert_int_lt(wider.red(4.2, below), 95);
  }
}
END_TEST

START_TEST(a_mouth_that_spoke_without_teeth_shows_none) {
  for (const float gap : {0.F, 1.5F}) { // a closed mouth smiles as any other
    auto layers = with_own_gap(parting(5, 2), gap);
    const int tooth = Edited(layers).red(4.2, -2);
    ck_assert_int_gt(tooth, 120);
    layers.own.bare = 1;
    ck_assert_int_eq(Edited(layers).red(4.2, -2) < tooth / 2, gap > 0);
  }
}
END_TEST

START_TEST(teeth_that_are_seen_go_on_behind_a_lip_that_rises) {
  auto layers = with_own_gap(parting(4, 0), 8);
  layers.own.teeth = layers.own.shows = 1;
  layers.own.white = {0.6F, 0.7F, 0.8F};
  const Edited grin(layers, 200);
  const auto behind = grin.at(4.2, -7.5);
  ck_assert(grin.at(4.2, -2) == cv::Vec3i(200, 200, 200)); // its own
  ck_assert_int_gt(behind[2], 110);
  for (int channel = 0; channel < 2; ++channel)
    ck_assert_double_eq_tol(behind[channel] / static_cast<double>(behind[2]), layers.own.white[channel] / 0.8, 0.11);
}
END_TEST

START_TEST(a_mouth_beside_the_picture_shows_nothing) {
  auto layers = parting(5, 2);
  for (std::size_t i = 48; i < layers.landmarks.size(); ++i)
    layers.landmarks[i].y += 400;
  layers.matte = -20;
  const Edited edited(layers);
  for (const double below : {-30., 0., 20.})
    ck_assert_int_eq(edited.red(0, below), 90);
}
END_TEST

struct Light {
  cv::Vec3f skin;
  double blue, green; ///< of the red of teeth
};
const Light lights[] = {{daylight, 0.9, 0.94},
                        {{0.13F, 0.22F, 0.39F}, 0.51, 0.75},
                        {{0, 0, 0}, 0.92, 0.955},
                        {{0.02F, 0.02F, 0.9F}, 0.37, 0.38}};

START_TEST(teeth_are_seen_in_the_light_of_the_skin) {
  const auto &[skin, blue, green] = lights[_i];
  auto layers = parting(5, 2, skin);
  layers.paint = cv::Scalar(0.7, 0.7, 0.7); // bright ones, says the network
  const auto tooth = Edited(layers).at(4.2, -2);
  ck_assert_int_gt(tooth[2], 120);
  ck_assert_double_eq_tol(tooth[0], blue * tooth[2], 9);
  ck_assert_double_eq_tol(tooth[1], green * tooth[2], 9);
}
END_TEST

} // namespace

int main() {
  cv::setNumThreads(1);
  Suite *mouth = suite_create("mouth-inside");
  TCase *tests = tcase_create("parting");
  tcase_add_test(tests, a_smile_shows_teeth_side_by_side);
  tcase_add_test(tests, a_jaw_that_drops_shows_the_dark_and_the_tongue);
  tcase_add_test(tests, a_mouth_in_black_and_white_has_no_colour);
  tcase_add_test(tests, beside_an_open_dark_mouth_there_are_no_teeth);
  tcase_add_test(tests, a_mouth_that_spoke_without_teeth_shows_none);
  tcase_add_test(tests, teeth_that_are_seen_go_on_behind_a_lip_that_rises);
  tcase_add_test(tests, a_mouth_beside_the_picture_shows_nothing);
  tcase_add_loop_test(tests, teeth_are_seen_in_the_light_of_the_skin, 0, std::size(lights));
  suite_add_tcase(mouth, tests);
  return suite::run(mouth);
}
