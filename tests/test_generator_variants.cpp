// Every combination of conditioning and output: what it starts as, that the coordinates matter everywhere on the face,
// and that its file is understood by the engine which the element runs.
#include <opencv2/imgproc.hpp>

#include "checkpoint/model_file.h"
#include "engine/engine.h"
#include "network/generator.h"
#include "network/state.h"
#include "scratch.h"
#include "suite.h"

using namespace ganmut;

namespace {

struct Variant {
  Parametrization parametrization;
  int dimensions;
  Conditioning conditioning;
  OutputKind output;
};

const Variant variants[] = {
    {Parametrization::Linear, 2, Conditioning::Planes, OutputKind::Direct},
    {Parametrization::Linear, 2, Conditioning::Planes, OutputKind::Residual},
    {Parametrization::Linear, 2, Conditioning::Planes, OutputKind::Warp},
    {Parametrization::Linear, 2, Conditioning::Film, OutputKind::Direct},
    {Parametrization::Linear, 3, Conditioning::Film, OutputKind::Residual},
    {Parametrization::Linear, 2, Conditioning::Film, OutputKind::Warp},
    {Parametrization::Gaussian, 2, Conditioning::Planes, OutputKind::Residual},
    {Parametrization::Gaussian, 2, Conditioning::Film, OutputKind::Direct},
    {Parametrization::Gaussian, 3, Conditioning::Film, OutputKind::Residual},
};

constexpr int side = 64;

ModelInfo info_of(const Variant &variant) {
  ModelInfo info;
  info.parametrization = variant.parametrization;
  info.dimensions = variant.dimensions;
  info.conditioning = variant.conditioning;
  info.output = variant.output;
  info.classes = 3;
  info.width = 8;
  info.blocks = 1;
  info.image_size = side;
  info.emotions = {"neutral", "happy", "sad"};
  info.storage = "float32";
  return info;
}

/// The variant's network, all weights away from where they start.
std::shared_ptr<GeneratorModule> trained(const ModelInfo &info) {
  torch::NoGradGuard no_grad;
  torch::manual_seed(5);
  auto generator = make_generator(info);
  for (auto &parameter : generator->parameters())
    parameter.add_(0.1 * torch::randn_like(parameter));
  return generator;
}

cv::Mat noise_picture() {
  cv::Mat picture(side, side, CV_8UC3);
  cv::RNG(3).fill(picture, cv::RNG::UNIFORM, 0, 255);
  cv::GaussianBlur(picture, picture, {}, 2);
  return picture;
}

double largest(const torch::Tensor &tensor) {
  return tensor.abs().max().item<double>();
}

} // namespace

START_TEST(a_difference_starts_as_none) {
  torch::NoGradGuard no_grad;
  const auto info = info_of(variants[_i]);
  const auto x = torch::rand({2, 3, side, side}) * 2 - 1;
  const auto picture = make_generator(info)->forward(x, torch::rand({2, info.dimensions}));
  ck_assert(picture.sizes() == x.sizes());
  const bool starts_as_identity = info.output != OutputKind::Direct;
  ck_assert(starts_as_identity == (largest(picture - x) < 1e-5));
}
END_TEST

START_TEST(film_acts_in_the_middle_of_the_face) {
  // Two coordinates, one picture: the constant planes act from its rim only.
  torch::NoGradGuard no_grad;
  const auto info = info_of(variants[_i]);
  const auto generator = trained(info);
  const auto x = torch::rand({1, 3, side, side}) * 2 - 1;
  const auto at = [&](double value) { return generator->forward(x, torch::full({1, info.dimensions}, value)); };
  const auto change = (at(0.7) - at(-0.7)).abs();
  const auto middle = change.slice(2, side / 3, 2 * side / 3).slice(3, side / 3, 2 * side / 3).mean().item<double>();
  ck_assert_double_gt(change.mean().item<double>(), 0);
  if (info.conditioning == Conditioning::Film)
    ck_assert_double_gt(middle, 0.2 * change.mean().item<double>());
}
END_TEST

START_TEST(the_engine_renders_what_the_network_does) {
  const Scratch scratch;
  const auto info = info_of(variants[_i]);
  const auto generator = trained(info);
  const auto path = scratch.path("model.safetensors");
  save_model(path, info, state_of(*generator));
  const auto model = Model::load(path);
  ck_assert(model.info().conditioning == info.conditioning && model.info().output == info.output);

  const auto crop = noise_picture();
  const Point point{0.6F, -0.3F};
  const auto rendering = make_torch_engine(model, "cpu", 1)->run({{crop, point}})[0];

  torch::NoGradGuard no_grad;
  generator->eval();
  const auto x = torch::from_blob(crop.data, {1, side, side, 3}, torch::kByte).permute({0, 3, 1, 2}) / 127.5 - 1;
  auto code = torch::zeros({1, info.dimensions});
  code[0][0] = point.x;
  code[0][1] = point.y;
  const auto expected = ((generator->forward(x, code) + 1) / 2)[0].permute({1, 2, 0}).contiguous();
  const auto found = torch::from_blob(rendering.picture.data, {side, side, 3});
  ck_assert_double_le(largest(found - expected), 1e-4);
  ck_assert(rendering.flow.empty() == (info.output != OutputKind::Warp));
}
END_TEST

const suite::Part part("generator-variants", [] {
  Suite *suite = suite_create("generator-variants");
  TCase *tests = tcase_create("variants");
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, a_difference_starts_as_none, 0, std::size(variants));
  tcase_add_loop_test(tests, film_acts_in_the_middle_of_the_face, 0, std::size(variants));
  tcase_add_loop_test(tests, the_engine_renders_what_the_network_does, 0, std::size(variants));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
