// Generators, discriminators and conditional spaces give the official numbers for every file below forward/.
#include <ganmut/point.h>

#include "../decibels.h"
#include "checkpoint/model_file.h"
#include "checkpoint/official_layout.h"
#include "engine/engine.h"
#include "network/gaussian_generator.h"
#include "network/linear_generator.h"
#include "network/official_discriminator.h"
#include "tensors.h"

using reference::Tensors;

namespace {

constexpr double picture_tolerance = 1e-4;

bool ends_with(const std::string &text, const std::string &end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// "forward/linear_c7.pt" -> "linear_c7"
std::string stem(const std::string &path) {
  return std::filesystem::path(path).stem().string();
}

/// Calls `check(name, tensors)` for every file of generators, or of discriminators.
template <typename Check> int for_files(bool discriminators, const Check &check) {
  int count = 0;
  for (const auto &[path, entry] : reference::files("forward/")) {
    const auto name = stem(path);
    if (name == "inputs" || ends_with(name, "-D") != discriminators)
      continue;
    check(name, Tensors(path));
    ++count;
  }
  return count;
}

struct Loaded {
  std::string path;
  ganmut::StateDict state;
  ganmut::ModelInfo info;
  std::shared_ptr<ganmut::GeneratorModule> network;

  explicit Loaded(const std::string &name) : path(reference::first_file("checkpoints/" + name + "-G.")) {
    state = reference::load(path);
    info = ganmut::infer_info(state, path);
    network = ganmut::make_generator(info);
    ganmut::load_state(*network, state);
  }
};

/// The pictures that `expected` was made of: the case's own, else the first faces, else those of another case.
torch::Tensor pictures_of(const Tensors &file, const std::string &test_case, const torch::Tensor &expected) {
  for (const auto &[rest, tensor] : file.below(test_case + ".x"))
    return tensor;
  const auto faces = reference::network_inputs(Tensors("forward/inputs.pt").at("faces_u8_hwc_bgr"));
  if (faces.size(2) == expected.size(2))
    return faces.slice(0, 0, expected.size(0));
  for (const auto &[key, tensor] : file.below(""))
    if (key.find(".x") != std::string::npos && tensor.sizes() == expected.sizes())
      return tensor;
  ck_abort_msg("%s: its pictures are not in the file", test_case.c_str());
  return {};
}

std::vector<std::string> cases_of(const Tensors &file) {
  std::vector<std::string> cases;
  for (const auto &[key, tensor] : file.below(""))
    if (ends_with(key, ".y"))
      cases.push_back(key.substr(0, key.size() - 2));
  return cases;
}

ganmut::OfficialDiscriminator discriminator_of(const ganmut::StateDict &state) {
  int layers = 0;
  while (ganmut::find(state, "main." + std::to_string(2 * layers) + ".weight") != nullptr)
    ++layers;
  const auto *first = ganmut::find(state, "main.0.weight"), *classes = ganmut::find(state, "conv2.weight"),
             *codes = ganmut::find(state, "conv3.weight");
  const bool linear = codes != nullptr;
  const int dimensions = linear ? static_cast<int>(codes->shape[0]) : 2;
  ganmut::OfficialDiscriminator network(
      linear ? ganmut::Parametrization::Linear : ganmut::Parametrization::Gaussian,
      static_cast<int>(classes->shape[2]) << layers, static_cast<int>(first->shape[0]),
      static_cast<int>(classes->shape[0]) - (linear ? 0 : dimensions), dimensions, layers);
  ganmut::load_state(*network, state);
  return network;
}

} // namespace

START_TEST(pictures_become_the_official_inputs) {
  const Tensors file("forward/inputs.pt");
  const auto inputs = reference::network_inputs(file.at("faces_u8_hwc_bgr"));
  ck_assert(torch::equal(inputs.slice(0, 0, 1), file.at("x_of_first")));
}
END_TEST

START_TEST(generators_give_the_official_pictures) {
  torch::NoGradGuard no_grad;
  const int count = for_files(false, [](const std::string &name, const Tensors &file) {
    const Loaded loaded(name);
    for (const bool training : {true, false}) { // the statistics are the picture's own in both
      loaded.network->train(training);
      for (const auto &test_case : cases_of(file)) {
        const auto expected = file.at(test_case + ".y");
        const auto picture =
            loaded.network->forward(pictures_of(file, test_case, expected), file.at(test_case + ".expr"));
        reference::check_close(name + " " + test_case, picture, expected, picture_tolerance);
      }
    }
  });
  ck_assert_int_gt(count, 0);
}
END_TEST

START_TEST(engines_give_the_official_pictures) {
  torch::NoGradGuard no_grad;
  int count = 0;
  for_files(false, [&](const std::string &name, const Tensors &file) {
    const Loaded loaded(name);
    loaded.network->eval();
    loaded.network->to(torch::kDouble);
    const auto model = ganmut::ModelAccess::make({loaded.info, loaded.state}, loaded.path);
    const auto engine = ganmut::make_engine(model, {"cpu", 1, "auto"});
    const auto faces = Tensors("forward/inputs.pt").at("faces_u8_hwc_bgr");
    const auto side = static_cast<int>(faces.size(1));
    if (loaded.info.image_size != side)
      return;
    for (const auto &test_case : cases_of(file)) {
      const auto codes = file.at(test_case + ".expr"), x = pictures_of(file, test_case, file.at(test_case + ".y"));
      if (!torch::equal(x, reference::network_inputs(faces.slice(0, 0, x.size(0)))))
        continue; // pictures that are no bytes
      const auto exact = loaded.network->forward(x.to(torch::kDouble), codes.to(torch::kDouble)) / 2 + 0.5;
      const auto expected = exact.permute({0, 2, 3, 1}).to(torch::kFloat).contiguous();
      for (std::int64_t i = 0; i < x.size(0); ++i, ++count) {
        ganmut::FaceRequest request;
        request.crop = cv::Mat(side, side, CV_8UC3, faces[i].data_ptr()).clone();
        request.point = {codes[i][0].item<float>(), codes[i][1].item<float>(),
                         codes.size(1) > 2 ? codes[i][2].item<float>() : 0.F};
        expect_decibels(name + " " + test_case, engine->run({request})[0].picture,
                        cv::Mat(side, side, CV_32FC3, expected[i].data_ptr()), 110);
      }
    }
  });
  ck_assert_int_gt(count, 0);
}
END_TEST

START_TEST(running_statistics_move_as_in_the_official_module) {
  torch::NoGradGuard no_grad;
  for_files(false, [](const std::string &name, const Tensors &file) {
    if (!file.has("running_after_one_forward.expr"))
      return;
    const Loaded loaded(name);
    loaded.network->train();
    const auto codes = file.at("running_after_one_forward.expr").view({1, -1});
    const auto faces = reference::network_inputs(Tensors("forward/inputs.pt").at("faces_u8_hwc_bgr"));
    loaded.network->forward(faces.slice(0, 0, 1), codes);
    const auto state = ganmut::state_of(*loaded.network);
    for (const auto &[key, expected] : file.below("running_after_one_forward.main"))
      reference::check_close(name + " main" + key, ganmut::to_tensor(*ganmut::find(state, "main" + key)), expected,
                             1e-5);
  });
}
END_TEST

START_TEST(linear_spaces_are_the_official_ones) {
  torch::NoGradGuard no_grad;
  for_files(false, [](const std::string &name, const Tensors &file) {
    const Loaded loaded(name);
    const auto *network = dynamic_cast<ganmut::LinearGeneratorImpl *>(loaded.network.get());
    if (network == nullptr)
      return;
    const auto axes = file.at("axes_normalized");
    reference::check_close(name + " axes", network->unit_axes(), axes, 1e-6);
    const auto emotions = ganmut::space_of(loaded.info, loaded.state).emotions();
    for (std::int64_t k = 0; k < axes.size(0); ++k) {
      const auto &where = emotions.at(static_cast<std::size_t>(k) + 1).where;
      const float coordinates[] = {where.x, where.y, where.z};
      for (std::int64_t i = 0; i < axes.size(1); ++i)
        ck_assert_float_eq_tol(coordinates[i], axes[k][i].item<float>(), 1e-6F);
    }
    if (file.has("test_mode.label"))
      reference::check_close(name + " codes",
                             network->codes_of(file.at("test_mode.label"), file.at("test_mode.strength")),
                             file.at("test_mode.expr"), 1e-6);
    for (const auto &test_case : cases_of(file)) {
      if (!file.has(test_case + ".theta_rho"))
        continue;
      const auto polar = file.at(test_case + ".theta_rho"), codes = file.at(test_case + ".expr");
      for (std::int64_t row = 0; row < polar.size(0); ++row) {
        const auto point = ganmut::to_point({polar[row][0].item<float>(), polar[row][1].item<float>()});
        ck_assert_float_eq_tol(point.x, codes[row][0].item<float>(), 1e-6F);
        ck_assert_float_eq_tol(point.y, codes[row][1].item<float>(), 1e-6F);
      }
    }
  });
}
END_TEST

START_TEST(gaussian_spaces_are_the_official_ones) {
  torch::NoGradGuard no_grad;
  for_files(false, [](const std::string &name, const Tensors &file) {
    const Loaded loaded(name);
    const auto *network = dynamic_cast<ganmut::GaussianGeneratorImpl *>(loaded.network.get());
    if (network == nullptr)
      return;
    const auto means = file.at("tanh_mu"), covariances = file.at("C");
    reference::check_close(name + " means", network->means(), means, 1e-6);
    reference::check_relative(name + " C", network->covariances(), covariances, 1e-6);
    reference::check_relative(name + " C_inv", network->covariances().inverse(), file.at("C_inv"), 1e-5);
    const auto emotions = ganmut::space_of(loaded.info, loaded.state).emotions();
    for (std::int64_t k = 0; k < means.size(0); ++k) {
      const auto &emotion = emotions.at(static_cast<std::size_t>(k));
      ck_assert_float_eq_tol(emotion.where.x, means[k][0].item<float>(), 1e-6F);
      ck_assert_float_eq_tol(emotion.where.y, means[k][1].item<float>(), 1e-6F);
      for (std::int64_t row = 0; row < covariances.size(1); ++row)
        for (std::int64_t column = 0; column < covariances.size(2); ++column)
          ck_assert_float_eq_tol(emotion.covariance[static_cast<std::size_t>(row * 3 + column)],
                                 covariances[k][row][column].item<float>(), 1e-5F);
    }
    for (const auto &test_case : cases_of(file)) {
      const auto distances = network->mahalanobis(file.at(test_case + ".expr"));
      reference::check_relative(name + " " + test_case, distances, file.at(test_case + ".mahalanobis"), 1e-5);
      if (file.has(test_case + ".softmax_of_minus_mahalanobis"))
        reference::check_close(name + " " + test_case, (-distances).softmax(1),
                               file.at(test_case + ".softmax_of_minus_mahalanobis"), 1e-5);
    }
  });
}
END_TEST

START_TEST(discriminators_give_the_official_judgements) {
  torch::NoGradGuard no_grad;
  const auto inputs = reference::network_inputs(Tensors("forward/inputs.pt").at("faces_u8_hwc_bgr"));
  const int count = for_files(true, [&](const std::string &name, const Tensors &file) {
    auto network = discriminator_of(reference::load(reference::first_file("checkpoints/" + name + ".")));
    const auto judgement = network->forward(inputs.slice(0, 0, file.at("src").size(0)));
    const bool linear = file.has("expr");
    const auto classes = linear ? judgement.classes : torch::cat({judgement.classes, judgement.codes}, 1);
    reference::check_close(name + " src", judgement.realness, file.at("src"), 1e-5);
    reference::check_close(name + " cls", classes, file.at("cls"), 1e-5);
    if (linear)
      reference::check_close(name + " expr", judgement.codes, file.at("expr"), 1e-5);
  });
  ck_assert_int_gt(count, 0);
}
END_TEST

const suite::Part part("parity-forward", [] {
  Suite *suite = suite_create("parity-forward");
  TCase *tests = tcase_create("reference");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, pictures_become_the_official_inputs);
  tcase_add_test(tests, generators_give_the_official_pictures);
  tcase_add_test(tests, engines_give_the_official_pictures);
  tcase_add_test(tests, running_statistics_move_as_in_the_official_module);
  tcase_add_test(tests, linear_spaces_are_the_official_ones);
  tcase_add_test(tests, gaussian_spaces_are_the_official_ones);
  tcase_add_test(tests, discriminators_give_the_official_judgements);
  suite_add_tcase(suite, tests);
  return reference::run(suite, "parity-forward");
});
