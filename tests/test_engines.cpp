// The engine on oneDNN gives LibTorch's numbers, for every kind of network that it knows; the others fall to LibTorch.
#include <opencv2/imgproc.hpp>

#include <ganmut/face_editor.h>

#include "checkpoint/model_file.h"
#include "decibels.h"
#include "engine/engine.h"
#include "network/generator.h"
#include "network/layers_generator.h"
#include "network/state.h"
#include "suite.h"

using namespace ganmut;

namespace {

constexpr int side = 64;

struct Kind {
  const char *name;
  Parametrization parametrization;
  int dimensions;
  OutputKind output;
  Conditioning conditioning;
  int width, blocks;
};
const Kind known[] = {
    {"official", Parametrization::Linear, 2, OutputKind::Direct, Conditioning::Planes, 16, 2},
    {"official gaussian", Parametrization::Gaussian, 2, OutputKind::Direct, Conditioning::Planes, 8, 6},
    {"without blocks", Parametrization::Linear, 3, OutputKind::Direct, Conditioning::Planes, 24, 0},
    {"residual", Parametrization::Linear, 3, OutputKind::Residual, Conditioning::Planes, 8, 1},
    {"layers", Parametrization::Linear, 2, OutputKind::Layers, Conditioning::Film, 24, 3},
    {"narrow layers", Parametrization::Gaussian, 2, OutputKind::Layers, Conditioning::Film, 8, 1},
};
const Kind unknown[] = {
    {"warp", Parametrization::Linear, 2, OutputKind::Warp, Conditioning::Film, 8, 1},
    {"film", Parametrization::Linear, 2, OutputKind::Direct, Conditioning::Film, 8, 1},
    {"odd width", Parametrization::Linear, 2, OutputKind::Direct, Conditioning::Planes, 12, 1},
};

ModelInfo info_of(const Kind &kind) {
  ModelInfo info;
  info.parametrization = kind.parametrization;
  info.dimensions = kind.dimensions;
  info.output = kind.output;
  info.conditioning = kind.conditioning;
  info.width = kind.width;
  info.blocks = kind.blocks;
  info.classes = 3;
  info.image_size = side;
  info.emotions = {"neutral", "happy", "sad"};
  if (kind.output == OutputKind::Layers)
    info.units = {"browDown_L", "jawOpen", "mouthSmile_L", "mouthSmile_R"};
  return info;
}

/// All weights away from where they start.
template <class Network> Network &shaken(Network &network) {
  torch::NoGradGuard no_grad;
  for (auto &parameter : network.parameters())
    parameter.add_(0.1 * torch::randn_like(parameter));
  network.eval();
  return network;
}

/// The same weights for the same kind, at every call.
StateDict weights_for(const ModelInfo &info) {
  torch::manual_seed(5);
  if (info.output == OutputKind::Layers)
    return state_of(shaken(*LayersGenerator(info)));
  return state_of(shaken(*make_generator(info)));
}

Model model_of(const Kind &kind) {
  const auto info = info_of(kind);
  return ModelAccess::make({info, weights_for(info)}, kind.name);
}

/// Different faces at different points, some far outside of the space.
std::vector<FaceRequest> requests_for(const ModelInfo &info) {
  const Point points[] = {{0.4F, -0.3F, 0.2F}, {0, 0, 0}, {-30, 20, 10}};
  std::vector<FaceRequest> requests;
  cv::RNG random(7);
  for (const auto &point : points) {
    auto &request = requests.emplace_back();
    cv::Mat noise(9, 9, CV_8UC3);
    random.fill(noise, cv::RNG::UNIFORM, 0, 256);
    cv::resize(noise, request.crop, {side, side}, 0, 0, cv::INTER_CUBIC);
    request.point = point;
    for (std::size_t i = 0; i < request.landmarks.size(); ++i) {
      const auto turn = static_cast<float>(0.4 * i);
      const float radius = random.uniform(0.1F, 0.4F);
      request.landmarks[i] = {side * (0.5F + radius * std::cos(turn)), side * (0.5F + radius * std::sin(turn))};
    }
  }
  return requests;
}

/// What a rendering consists of, by name.
std::vector<std::pair<std::string, cv::Mat>> parts_of(const Rendering &rendering) {
  if (!rendering.layers)
    return {{"picture", rendering.picture}, {"delta", rendering.delta}};
  const auto &layers = *rendering.layers;
  return {{"picture", rendering.picture}, {"upper", layers.upper}, {"lower", layers.lower},
          {"gain", layers.gain},          {"matte", layers.matte}, {"paint", layers.paint}};
}

void expect_alike(const std::string &what, const Rendering &found, const Rendering &expected, double least) {
  const auto parts = parts_of(found), wanted = parts_of(expected);
  ck_assert_uint_eq(parts.size(), wanted.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    expect_decibels(what + ", " + parts[i].first, parts[i].second, wanted[i].second, least);
}

/// Whether this build has the engine.
bool has_onednn() {
  return make_engine(model_of(known[0]), {"cpu", 1, "auto"})->name() == "onednn";
}

} // namespace

START_TEST(engines_agree) {
  const auto model = model_of(known[_i]);
  const auto requests = requests_for(model.info());
  for (const int threads : {1, 2}) {
    const auto torch_engine = make_engine(model, {"cpu", threads, "torch"});
    const auto engine = make_engine(model, {"cpu", threads, "auto"});
    ck_assert_str_eq(torch_engine->name().c_str(), "torch");
    ck_assert_str_eq(engine->name().c_str(), "onednn");
    const auto found = engine->run(requests), expected = torch_engine->run(requests);
    for (std::size_t i = 0; i < requests.size(); ++i)
      expect_alike(std::string(known[_i].name) + " " + std::to_string(i), found[i], expected[i], 100);
  }
}
END_TEST

START_TEST(pictures_are_those_of_double_precision) {
  const auto model = model_of(known[_i]);
  if (model.info().output == OutputKind::Layers)
    return;
  torch::NoGradGuard no_grad;
  auto generator = make_generator(model.info());
  load_state(*generator, ModelAccess::weights(model));
  generator->eval();
  generator->to(torch::kDouble);
  const auto requests = requests_for(model.info());
  const auto found = make_engine(model, {"cpu", 1, "onednn"})->run(requests);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto x = torch::from_blob(requests[i].crop.data, {1, side, side, 3}, torch::kByte).permute({0, 3, 1, 2});
    const auto &[first, second, third] = requests[i].point;
    const auto codes = torch::tensor({{first, second, third}}, torch::kDouble).slice(1, 0, model.info().dimensions);
    const auto picture = generator->forward(x.to(torch::kDouble) / 127.5 - 1, codes) / 2 + 0.5;
    const auto expected = picture[0].permute({1, 2, 0}).to(torch::kFloat).contiguous();
    expect_decibels(std::string(known[_i].name) + " " + std::to_string(i), found[i].picture,
                    cv::Mat(side, side, CV_32FC3, expected.data_ptr()), 110);
  }
}
END_TEST

START_TEST(a_batch_is_its_faces_one_by_one) {
  const auto model = model_of(known[_i]);
  const auto requests = requests_for(model.info());
  const auto engine = make_engine(model, {"cpu", 1, "onednn"});
  for (std::size_t count = 1; count <= requests.size(); ++count) {
    const auto together = engine->run({requests.begin(), requests.begin() + static_cast<std::ptrdiff_t>(count)});
    ck_assert_uint_eq(together.size(), count);
    for (std::size_t i = 0; i < count; ++i)
      expect_alike(known[_i].name, together[i], engine->run({requests[i]})[0], 120);
  }
}
END_TEST

START_TEST(networks_that_onednn_does_not_know_run_on_libtorch) {
  const auto model = model_of(unknown[_i]);
  for (const auto *name : {"auto", "onednn", "torch"}) {
    const auto engine = make_engine(model, {"cpu", 1, name});
    ck_assert_msg(engine->name() == "torch", "%s with %s", unknown[_i].name, name);
    ck_assert_uint_eq(engine->run(requests_for(model.info())).size(), 3);
  }
}
END_TEST

START_TEST(the_choice_is_checked_and_reported) {
  const auto model = model_of(known[0]);
  EditorOptions options;
  options.device = "cpu";
  suite::expect_text(FaceEditor::prepare(model, options).engine(), "onednn");
  options.engine = "torch";
  suite::expect_text(FaceEditor::prepare(model, options).engine(), "torch");
  for (const auto *name : {"", "fastest", "oneDNN"}) {
    options.engine = name;
    expect_error([&] { FaceEditor::prepare(model, options); }, ErrorKind::BadArgument, "choose auto, torch or onednn");
  }
  suite::expect_text(make_engine(model, {"auto", 1, "onednn"})->device(), "cpu");
}
END_TEST

START_TEST(weights_of_another_network_are_refused) {
  const auto spoilt = [](const Kind &kind, const std::string &name, const torch::Tensor &tensor) {
    auto state = weights_for(info_of(kind));
    for (auto &entry : state)
      if (entry.first == name)
        entry.second = to_stored(tensor);
    const auto model = ModelAccess::make({info_of(kind), state}, kind.name);
    expect_error([&] { make_engine(model, {"cpu", 1, "onednn"}); }, ErrorKind::WrongKind, name);
  };
  spoilt(known[0], "main.0.weight", torch::zeros({16, 6, 7, 7}));
  spoilt(known[0], "main.9.main.3.weight", torch::zeros({64, 64, 1, 1}));
  spoilt(known[4], "even1.weight", torch::zeros({48, 40, 3, 3}));
}
END_TEST

const suite::Part part("engines", [] {
  if (!has_onednn())
    return suite::skip("built without oneDNN");
  Suite *suite = suite_create("engines");
  TCase *tests = tcase_create("engines");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, engines_agree, 0, std::size(known));
  tcase_add_loop_test(tests, pictures_are_those_of_double_precision, 0, std::size(known));
  tcase_add_loop_test(tests, a_batch_is_its_faces_one_by_one, 0, std::size(known));
  tcase_add_loop_test(tests, networks_that_onednn_does_not_know_run_on_libtorch, 0, std::size(unknown));
  tcase_add_test(tests, the_choice_is_checked_and_reported);
  tcase_add_test(tests, weights_of_another_network_are_refused);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
