// One step of training, and a short run, give the official losses, gradients and weights for every case of the
// manifest.
#include "trainer/optim/learning_rate.h"
#include "training_case.h"

using reference::TrainingCase;

namespace {

constexpr double loss_tolerance = 1e-4; ///< relative

/// "d_loss_real" -> "D/loss_real", the tag of the official log.
std::string log_tag(std::string variable) {
  variable[0] = static_cast<char>(std::toupper(variable[0]));
  variable[1] = '/';
  const std::string long_form = "expression_strength";
  const auto found = variable.find(long_form);
  return found == std::string::npos ? variable : variable.replace(found, long_form.size(), "expr_strength");
}

/// Compares `losses` with row `row` of loss.d_* or loss.g_* (`network`: 'd' or 'g').
void check_losses(const TrainingCase &test_case, char network, const ganmut::Losses &losses, std::int64_t row,
                  double tolerance) {
  std::size_t compared = 0;
  for (const auto &[variable, values] : test_case.file.below("loss.")) {
    if (variable[0] != network || variable == "d_loss" || variable == "g_loss") // the sums
      continue;
    const auto expected = values.dim() == 0 ? values.item<double>() : values[row].item<double>();
    const auto tag = log_tag(variable);
    const auto found = std::find_if(losses.begin(), losses.end(), [&](const auto &loss) { return loss.first == tag; });
    ck_assert_msg(found != losses.end(), "%s: no loss %s", test_case.name.c_str(), tag.c_str());
    ck_assert_msg(std::abs(found->second - expected) <= tolerance * std::max(std::abs(expected), 1e-3),
                  "%s: %s in row %ld is %.8g instead of %.8g", test_case.name.c_str(), tag.c_str(),
                  static_cast<long>(row), found->second, expected);
    ++compared;
  }
  ck_assert_uint_eq(compared, losses.size());
}

/// The rounding of the official code itself, from the manifest, or 0.
double own_deviation(const TrainingCase &test_case, const std::string &network, const char *name) {
  return test_case.entry.value("/f32_vs_f64"_json_pointer / network / name, 0.0);
}

/// How far an element of a gradient may be off, relative to the largest of its tensor.
double element_tolerance(const TrainingCase &test_case, const std::string &network) {
  return std::max(1e-3, 3 * own_deviation(test_case, network, "max_elementwise_grad_dev_relative_to_tensor_max"));
}

/// `network`: "D" or "G".
void check_gradients(const TrainingCase &test_case, const torch::nn::Module &module, const std::string &network) {
  const double tolerance =
      std::max(network == "D" ? 1e-3 : 5e-3, 2 * own_deviation(test_case, network, "max_rel_dev_gradnorm_f32_vs_f64"));
  for (const auto &parameter : module.named_parameters()) {
    const auto what = test_case.name + " gradient of " + network + "." + parameter.key();
    const auto expected = test_case.file.at("gradnorm64." + network + "." + parameter.key()).item<double>();
    const auto gradient = parameter.value().grad();
    if (std::isnan(expected)) {
      ck_assert_msg(!gradient.defined(), "%s exists", what.c_str());
      continue;
    }
    ck_assert_msg(gradient.defined(), "%s is missing", what.c_str());
    const auto norm = gradient.to(torch::kDouble).norm().item<double>();
    ck_assert_msg(std::abs(norm - expected) <= tolerance * expected, "%s has norm %.8g instead of %.8g", what.c_str(),
                  norm, expected);
    const auto key = "grad64." + network + "." + parameter.key();
    if (test_case.file.has(key))
      reference::check_relative(what, gradient, test_case.file.at(key), element_tolerance(test_case, network));
  }
}

/// What a file keeps of a large tensor.
torch::Tensor sampled(const torch::Tensor &tensor) {
  return tensor.flatten().slice(0, 0, c10::nullopt, std::max<std::int64_t>(1, (tensor.numel() + 199) / 200));
}

/// Adam's first step is +-rate wherever a gradient is well above rounding; elsewhere rounding chooses the sign.
/// `what`: "G.main.0.weight".
void check_weights(const TrainingCase &test_case, const std::string &what, const torch::Tensor &ours,
                   const torch::Tensor &expected, const torch::Tensor &gradient, double rate) {
  const auto apart = (ours - expected).abs();
  ck_assert_msg(apart.max().item<double>() <= 2.01 * rate, "%s: %s moved elsewhere", test_case.name.c_str(),
                what.c_str());
  const auto rounding = std::max(1e-2, 2 * element_tolerance(test_case, what.substr(0, 1)));
  const auto clear = gradient.abs() > rounding * gradient.abs().max();
  ck_assert_msg((apart * clear).max().item<double>() <= 0.02 * rate, "%s: %s differs by %g", test_case.name.c_str(),
                what.c_str(), (apart * clear).max().item<double>());
}

void check_after(const TrainingCase &test_case, const torch::nn::Module &module, const std::string &network,
                 double rate) {
  std::size_t compared = 0;
  for (const auto &parameter : module.named_parameters()) {
    const auto key = network + "." + parameter.key();
    auto gradient = parameter.value().grad();
    if (!gradient.defined())
      gradient = torch::zeros_like(parameter.value());
    torch::NoGradGuard no_grad;
    if (test_case.file.has("after." + key))
      check_weights(test_case, key, parameter.value(), test_case.file.at("after." + key), gradient, rate);
    else if (test_case.file.has("after_sampled." + key))
      check_weights(test_case, key, sampled(parameter.value()), test_case.file.at("after_sampled." + key),
                    sampled(gradient), rate);
    else
      continue;
    ++compared;
  }
  ck_assert(compared == 0 || compared == module.parameters().size()); // some cases keep no weights of D
  for (const auto &buffer : module.named_buffers()) {
    const auto key = "after." + network + "." + buffer.key();
    if (test_case.file.has(key))
      reference::check_relative(test_case.name + " " + key, buffer.value(), test_case.file.at(key), 1e-4);
  }
}

void check_single_step(TrainingCase &test_case) {
  auto &step = *test_case.step;
  check_losses(test_case, 'd', step.train_discriminator(test_case.batch(0)), 0, loss_tolerance);
  check_gradients(test_case, step.discriminator(), "D");
  check_after(test_case, step.discriminator(), "D", test_case.options.d_lr);
  check_losses(test_case, 'g', step.train_generator(), 0, loss_tolerance);
  check_gradients(test_case, step.generator(), "G");
  check_after(test_case, step.generator(), "G", test_case.options.g_lr);
}

/// Norms of the final weights and of the whole change, as the official code has them in double precision.
void check_final_norms(const TrainingCase &test_case, const ganmut::StateDict &before, const torch::nn::Module &module,
                       const std::string &network) {
  for (const auto &[name, stored] : ganmut::state_of(module)) {
    const auto after = ganmut::to_tensor(stored).to(torch::kDouble);
    const auto key = network + "." + name;
    if (test_case.file.has("after64norm." + key))
      reference::check_relative(test_case.name + " norm of " + key, after.norm(),
                                test_case.file.at("after64norm." + key), 1e-3);
    if (test_case.file.has("update64norm." + key)) {
      const auto change = (after - ganmut::to_tensor(*ganmut::find(before, name)).to(torch::kDouble)).norm();
      reference::check_relative(test_case.name + " change of " + key, change, test_case.file.at("update64norm." + key),
                                0.05);
    }
  }
}

void check_trajectory(TrainingCase &test_case) {
  auto &step = *test_case.step;
  const auto generator_before = ganmut::state_of(step.generator());
  const auto discriminator_before = ganmut::state_of(step.discriminator());
  const auto tolerance =
      std::max(loss_tolerance, 2 * test_case.entry.value("worst_relative_loss_deviation_f32_vs_f64", 0.0));
  const auto iterations = test_case.file.at("loss.d_loss_real").numel();
  std::int64_t generator_steps = 0;
  for (std::int64_t i = 0; i < iterations; ++i) {
    check_losses(test_case, 'd', step.train_discriminator(test_case.batch(i)), i, tolerance);
    if ((i + 1) % test_case.options.n_critic == 0)
      check_losses(test_case, 'g', step.train_generator(), generator_steps++, tolerance);
  }
  check_final_norms(test_case, generator_before, step.generator(), "G");
  check_final_norms(test_case, discriminator_before, step.discriminator(), "D");
}

} // namespace

START_TEST(training_equals_the_official_one) {
  const auto cases = reference::training_cases();
  auto item = cases.begin();
  std::advance(item, _i);
  TrainingCase test_case(item.key(), item.value());
  if (test_case.is_trajectory())
    check_trajectory(test_case);
  else
    check_single_step(test_case);
  ck_assert_msg(test_case.random.left() == 0, "%s: the official code draws more random numbers", item.key().c_str());
}
END_TEST

START_TEST(learning_rates_fall_as_the_official_ones) {
  const auto example = reference::manifest().at("lr_schedule_example");
  const ganmut::LearningRate rate{example.at("lr0").get<double>(), example.at("num_iters").get<std::int64_t>(),
                                  example.at("num_iters_decay").get<std::int64_t>(),
                                  example.at("lr_update_step").get<std::int64_t>()};
  std::map<std::int64_t, double> changes;
  for (const auto &pair : example.at("iteration_lr"))
    changes[pair[0].get<std::int64_t>()] = pair[1].get<double>();
  double expected = rate.initial;
  for (std::int64_t done = 0; done <= rate.total; ++done) {
    if (changes.count(done) == 1)
      expected = changes[done];
    ck_assert_double_eq_tol(rate.after(done), expected, 1e-12);
  }
}
END_TEST

const suite::Part part("parity-train", [] {
  Suite *suite = suite_create("parity-train");
  TCase *tests = tcase_create("reference");
  tcase_set_timeout(tests, 120);
  const int count = reference::exists() ? static_cast<int>(reference::training_cases().size()) : 0;
  tcase_add_loop_test(tests, training_equals_the_official_one, 0, count);
  tcase_add_test(tests, learning_rates_fall_as_the_official_ones);
  suite_add_tcase(suite, tests);
  return reference::run(suite, "parity-train");
});
