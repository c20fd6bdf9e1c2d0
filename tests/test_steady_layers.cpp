#include <cmath>
#include <vector>

#include "engine/steady_layers.h"
#include "suite.h"

using namespace ganmut;

namespace {

constexpr int side = 128;

/// A face whose landmarks all lie at `x`, and that is asked for `emotion`.
FaceRequest request_at(float x, float emotion = 1, int id = 1) {
  FaceRequest request;
  request.landmarks.fill({x, 50});
  request.point.x = emotion;
  request.id = id;
  return request;
}

/// What becomes of layers that are `value` everywhere.
class Steadied {
public:
  float next(const FaceRequest &request, float value) {
    Rendering rendering;
    auto &layers = rendering.layers.emplace();
    for (const auto mat : {&RenderedLayers::gain, &RenderedLayers::matte})
      layers.*mat = cv::Mat(side, side, CV_32FC1, cv::Scalar::all(value));
    for (const auto mat : {&RenderedLayers::upper, &RenderedLayers::lower})
      layers.*mat = cv::Mat(side, side, CV_32FC2, cv::Scalar::all(value));
    layers.paint = cv::Mat(side, side, CV_32FC3, cv::Scalar::all(value));
    layers.request = cv::Mat(1, 6, CV_32FC1, cv::Scalar::all(value));
    layers.landmarks = request.landmarks;
    layers.landmarks[62].y += 2; // lips lie elsewhere
    std::vector<Rendering> renderings{rendering};
    steady_.steady({request}, renderings);
    const auto &result = *renderings[0].layers;
    const float seen = result.gain.at<float>(0, 0);
    for (const auto mat :
         {&RenderedLayers::matte, &RenderedLayers::upper, &RenderedLayers::lower, &RenderedLayers::paint})
      ck_assert_float_eq((result.*mat).reshape(1).at<float>(5, 7), seen);
    ck_assert_float_eq(result.request.at<float>(3), seen);
    place = result.landmarks[30].x;
    for (auto &rendered : renderings) // what becomes of them is not remembered
      rendered.layers->upper.setTo(99);
    ck_assert_float_eq_tol(result.landmarks[62].x, place, 1e-4F);
    ck_assert_float_eq_tol(result.landmarks[62].y, 52, 1e-4F);
    return seen;
  }

  float place = 0; ///< x of the landmarks

private:
  SteadyLayers steady_;
};

START_TEST(what_trembles_is_steadied) {
  Steadied layers;
  float lowest = 1, highest = -1, left = 99, right = 0;
  for (int frame = 0; frame < 20; ++frame) {
    const float shift = frame % 2 == 0 ? 0.1F : -0.1F;
    const float seen = layers.next(request_at(50 + shift), shift);
    if (frame > 3) {
      lowest = std::min(lowest, seen);
      highest = std::max(highest, seen);
      left = std::min(left, layers.place);
      right = std::max(right, layers.place);
    }
  }
  ck_assert_float_lt(highest - lowest, 0.08F); // of 0.2
  ck_assert_float_lt(right - left, 0.08F);
}
END_TEST

START_TEST(what_moves_is_followed_at_once) {
  Steadied layers;
  layers.next(request_at(50), 0);
  ck_assert_float_eq(layers.next(request_at(52), 1), 1);
  ck_assert_float_eq(layers.place, 52);
}
END_TEST

START_TEST(what_drifts_is_followed_closely) {
  Steadied layers;
  float x = 50;
  for (int frame = 0; frame < 30; ++frame, x += 0.3F)
    layers.next(request_at(x), x);
  ck_assert_float_gt(layers.place, x - 0.3F - 0.5F);
}
END_TEST

START_TEST(another_request_is_met_at_once) {
  Steadied layers;
  layers.next(request_at(50), 0);
  ck_assert_float_eq(layers.next(request_at(50, 0.5F), 1), 1); // another point
  auto request = request_at(50, 0.5F);
  request.keep_speech = 1;
  ck_assert_float_eq(layers.next(request, 2), 2);
  request.action_units = {0.3F};
  ck_assert_float_eq(layers.next(request, 3), 3);
  request.id = 2; // another face; the first one is forgotten
  ck_assert_float_eq(layers.next(request, 4), 4);
  request.id = 1;
  ck_assert_float_eq(layers.next(request, 5), 5);
  request.id = 0; // nobody knows whose
  ck_assert_float_eq(layers.next(request, 6), 6);
  ck_assert_float_eq(layers.next(request, 7), 7);
}
END_TEST

} // namespace

int main() {
  Suite *steady_layers = suite_create("steady-layers");
  TCase *tests = tcase_create("tests");
  tcase_add_test(tests, what_trembles_is_steadied);
  tcase_add_test(tests, what_moves_is_followed_at_once);
  tcase_add_test(tests, what_drifts_is_followed_closely);
  tcase_add_test(tests, another_request_is_met_at_once);
  suite_add_tcase(steady_layers, tests);
  return suite::run(steady_layers);
}
