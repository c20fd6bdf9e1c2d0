// The official training step where the official code breaks, and the command line.
#include <algorithm>
#include <cmath>

#include <ganmut/error.h>

#include "cli/program.h"
#include "small_step.h"
#include "suite.h"
#include "trainer/cli/command_line.h"
#include "trainer/recipes/official/gaussian_step.h"

using namespace ganmut;

namespace {

void check_finite(const Losses &losses) {
  ck_assert(!losses.empty());
  for (const auto &[name, value] : losses)
    ck_assert_msg(std::isfinite(value), "%s", name.c_str());
}

bool all_finite(const torch::nn::Module &module) {
  for (const auto &parameter : module.parameters())
    if (!parameter.isfinite().all().item<bool>())
      return false;
  return true;
}

Options parsed(const std::vector<const char *> &words) {
  std::vector<const char *> arguments{"ganmut-train"};
  arguments.insert(arguments.end(), words.begin(), words.end());
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

/// The loss of that name, or NaN.
double loss(const Losses &losses, const std::string &name) {
  for (const auto &[known, value] : losses)
    if (known == name)
      return value;
  return NAN;
}

/// A step that shows which points it would edit faces to.
struct OpenStep : GaussianStep {
  using GaussianStep::draw_codes;
  using GaussianStep::GaussianStep;
};

struct Layout {
  int batch, classes, n_r_g;
  Compat compat;
  int at_means; ///< rows expected there
} const layouts[] = {
    {16, 7, 9, Compat::None, 7}, // the official one
    {16, 7, 9, Compat::Core, 7}, {8, 5, 2, Compat::Core, 5}, {10, 5, 3, Compat::None, 7}, {12, 3, 3, Compat::None, 9},
    {8, 5, 9, Compat::None, 5},  {8, 5, 0, Compat::None, 8}, {4, 5, 4, Compat::None, 4},
};

const std::vector<std::int64_t> batches[] = {
    {3}, {0, 0}, {1, 2, 3, 4}, {0, 1, 2, 3, 4}, {0, 0, 0, 0, 0, 0, 0}, {4, 3, 2, 1, 0, 4, 3, 2},
};

} // namespace

/// Batches of any size and of neutral faces only.
START_TEST(no_batch_breaks_the_training) {
  torch::manual_seed(1);
  for (const auto parametrization : {Parametrization::Linear, Parametrization::Gaussian})
    for (const bool tridimensional : {false, true})
      for (const auto regularization : {Regularization::GradientPenalty, Regularization::R1})
        for (const auto cycle : {CycleLoss::Approximate, CycleLoss::Original}) {
          auto options = small::options();
          options.parametrization = parametrization;
          options.tridimensional = tridimensional;
          options.regularization_type = regularization;
          options.cycle_loss = cycle;
          options.diff_augment = regularization == Regularization::R1;
          SeededRandom random(1);
          const auto step = make_official_step(options, torch::kCPU, random);
          check_finite(step->train_discriminator(small::batch(batches[_i])));
          check_finite(step->train_generator());
          ck_assert(all_finite(step->generator()) && all_finite(step->discriminator()));
        }
}
END_TEST

/// Two networks and batches alike part as soon as the discriminators see different things.
START_TEST(diff_augment_changes_what_the_discriminator_sees) {
  std::vector<Losses> losses;
  for (const bool on : {false, true}) {
    torch::manual_seed(1);
    auto options = small::options();
    options.diff_augment = on;
    SeededRandom random(1);
    const auto step = make_official_step(options, torch::kCPU, random);
    losses.push_back(step->train_discriminator(small::batch({0, 1, 2, 3, 4, 0})));
  }
  ck_assert(loss(losses[0], "D/loss_real") != loss(losses[1], "D/loss_real"));
  ck_assert(loss(losses[0], "D/loss_fake") != loss(losses[1], "D/loss_fake"));
}
END_TEST

/// A cross entropy of nothing, and 0/0.
START_TEST(small_and_neutral_batches_break_the_official_step) {
  for (const auto &labels : {std::vector<std::int64_t>{0, 1, 2, 3, 4}, std::vector<std::int64_t>(7, 0)}) {
    auto options = small::options();
    options.compat = Compat::Core;
    SeededRandom random(1);
    const auto step = make_official_step(options, torch::kCPU, random);
    step->train_discriminator(small::batch(labels));
    const auto losses = step->train_generator();
    ck_assert(std::any_of(losses.begin(), losses.end(), [](const auto &loss) { return std::isnan(loss.second); }));
  }
}
END_TEST

START_TEST(the_discriminator_learns_the_classes) {
  torch::manual_seed(1);
  auto options = small::options();
  options.d_lr = 0.002;
  SeededRandom random(1);
  const auto step = make_official_step(options, torch::kCPU, random);
  const auto batch = small::batch({0, 1, 2, 3, 4, 0, 1, 2});
  const auto class_loss = [](const Losses &losses) { return loss(losses, "D/loss_cls"); };
  const auto first = class_loss(step->train_discriminator(batch));
  double last = first;
  for (int i = 0; i < 60; ++i)
    last = class_loss(step->train_discriminator(batch));
  ck_assert_double_lt(last, 0.5 * first);
}
END_TEST

START_TEST(the_discriminator_learns_to_be_as_sure_as_asked) {
  torch::manual_seed(1);
  auto options = small::options();
  options.d_lr = 0.002;
  options.lambda_d_strength = 20;
  SeededRandom random(1);
  const auto step = make_official_step(options, torch::kCPU, random);
  const auto batch = small::batch({1, 2, 3, 4, 1, 2, 3, 4});
  const auto first = loss(step->train_discriminator(batch), "D/loss_expr_strength");
  double last = 0;
  for (int i = 0; i < 60; ++i)
    last = loss(step->train_discriminator(batch), "D/loss_expr_strength");
  ck_assert_double_lt(last, 0.6 * first);

  for (const bool official : {false, true}) { // off, and as the official code
    options.lambda_d_strength = official ? 1 : 0;
    options.compat = official ? Compat::Core : Compat::None;
    const auto without = make_official_step(options, torch::kCPU, random);
    ck_assert(std::isnan(loss(without->train_discriminator(batch), "D/loss_expr_strength")));
  }
}
END_TEST

START_TEST(n_r_g_codes_are_drawn_anywhere_the_others_are_means_in_turn) {
  torch::manual_seed(1);
  const auto &layout = layouts[_i];
  auto options = small::options();
  options.parametrization = Parametrization::Gaussian;
  options.c_dim = layout.classes;
  options.n_r_g = layout.n_r_g;
  options.compat = layout.compat;
  SeededRandom random(1);
  OpenStep step(options, torch::kCPU, random, {});
  step.train_discriminator(small::batch(std::vector<std::int64_t>(layout.batch, 0)));
  torch::NoGradGuard no_grad;
  const auto codes = step.draw_codes(), means = step.named_codes(1);
  const auto apart = (codes.unsqueeze(1) - means.unsqueeze(0)).abs().sum(2); // [batch, classes]
  const auto first = apart[0].argmin().item<std::int64_t>();
  if (layout.at_means % layout.classes == 0)
    ck_assert_int_eq(first, 0);
  for (int row = 0; row < layout.batch; ++row) {
    const auto turn = (first + row) % layout.classes;
    ck_assert((apart[row].min().item<double>() < 1e-6) == (row < layout.at_means));
    ck_assert(row >= layout.at_means || apart[row].argmin().item<std::int64_t>() == turn);
  }
}
END_TEST

START_TEST(the_same_seed_gives_the_same_numbers) {
  SeededRandom one(7), same(7), other(8);
  const auto numbers = one.normal({50});
  ck_assert(torch::equal(numbers, same.normal({50})));
  ck_assert(!torch::equal(numbers, other.normal({50})));
  ck_assert(torch::equal(std::get<0>(one.permutation(9).sort()), torch::arange(9)));
}
END_TEST

START_TEST(flags_are_read_in_both_spellings) {
  const auto official = std::get<OfficialOptions>(
      parsed({"--batch_size", "3", "--num-iters=70", "--lambda_cls=2.", "--tridimensional", "true", "--parametrization",
              "gaussian", "--regularization_type", "R1", "--mode", "train", "--emotions", "sorry,calm", "--label-names",
              "calm,glad,sorry"}));
  ck_assert_int_eq(official.batch_size, 3);
  ck_assert_int_eq(official.run.num_iters, 70);
  ck_assert_double_eq(official.lambda_cls, 2);
  ck_assert(official.tridimensional);
  ck_assert(official.parametrization == Parametrization::Gaussian);
  ck_assert(official.regularization_type == Regularization::R1);
  ck_assert_uint_eq(official.data.label_names.size(), 3);
  ck_assert_int_eq(official.c_dim, 2);

  const auto own = std::get<WarpOptions>(
      parsed({"--conditioning", "film", "--recipe", "warp", "--dataset_root", "faces", "--batch-size", "5"}));
  ck_assert_int_eq(own.batch_size, 5);
  ck_assert_str_eq(own.data.dataset_root.c_str(), "faces");
}
END_TEST

/// Those of the official README behind the program's name.
START_TEST(the_official_commands_are_understood) {
  const auto linear = std::get<OfficialOptions>(
      parsed({"--dataset_root", "dataset", "--imgs_folder", "imgs", "--image_size", "128", "--c_dim", "7",
              "--sample_dir", "samples/samples_linear_2d", "--log_dir", "GANmut/logs_linear_2d", "--model_save_dir",
              "GANmut/models_linear_2d", "--result_dir", "GANmut/results_linear_2d"}));
  ck_assert(linear.parametrization == Parametrization::Linear && linear.c_dim == 7 && linear.dimensions() == 2);
  suite::expect_text(linear.run.sample_dir, "samples/samples_linear_2d");
  const auto gaussian = std::get<OfficialOptions>(
      parsed({"--dataset_root", "dataset", "--imgs_folder", "imgs", "--image_size", "128", "--parametrization",
              "gaussian", "--c_dim", "7", "--lambda_cls=2.", "--sample_dir", "samples/samples_gaussian_2d", "--log_dir",
              "GANmut/logs_gaussian_2d", "--model_save_dir", "GANmut/models_gaussian_2d", "--result_dir",
              "GANmut/results_gaussian_2d"}));
  ck_assert(gaussian.parametrization == Parametrization::Gaussian && gaussian.c_dim == 7);
  ck_assert_double_eq(gaussian.lambda_cls, 2);
  suite::expect_text(gaussian.run.result_dir, "GANmut/results_gaussian_2d");
}
END_TEST

START_TEST(booleans_have_many_spellings) {
  for (const char *word : {"true", "True", "yes", "y", "t", "1"})
    ck_assert(std::get<OfficialOptions>(parsed({"--tridimensional", word})).tridimensional);
  for (const char *word : {"false", "FALSE", "no", "n", "f", "0"}) {
    ck_assert(!std::get<OfficialOptions>(parsed({"--tridimensional", word})).tridimensional);
    parsed({"--architecture-v2", word});
  }
}
END_TEST

namespace {

struct RecipeChoice {
  std::vector<const char *> words;
  const char *recipe;
  OutputKind output;
  Conditioning conditioning;
} const recipe_choices[] = {
    {{}, "official", OutputKind::Direct, Conditioning::Planes},
    {{"--recipe", "official"}, "official", OutputKind::Direct, Conditioning::Planes},
    {{"--output", "residual", "--recipe=official"}, "official", OutputKind::Residual, Conditioning::Planes},
    {{"--recipe", "warp"}, "warp", OutputKind::Warp, Conditioning::Film},
    {{"--d_first", "3", "--recipe", "warp"}, "warp", OutputKind::Warp, Conditioning::Film},
    {{"--output", "warp"}, "warp", OutputKind::Warp, Conditioning::Film}, // as before there was --recipe
    {{"--output", "warp", "--recipe", "warp", "--conditioning", "planes"},
     "warp",
     OutputKind::Warp,
     Conditioning::Planes},
    {{"--recipe", "rig"}, "rig", OutputKind::Layers, Conditioning::Film},
};

template <typename Chosen> NetworkOptions network_of(const Chosen &options) {
  return options.network;
}
NetworkOptions network_of(const RigOptions &) { // the recipe leaves no choice
  return {Conditioning::Film, OutputKind::Layers};
}

} // namespace

START_TEST(the_recipe_chooses_the_options) {
  const auto &choice = recipe_choices[_i];
  const auto options = parsed(choice.words);
  ck_assert(std::holds_alternative<WarpOptions>(options) == (choice.recipe == std::string("warp")));
  ck_assert(std::holds_alternative<RigOptions>(options) == (choice.recipe == std::string("rig")));
  const auto network = std::visit([](const auto &chosen) { return network_of(chosen); }, options);
  ck_assert(network.output == choice.output && network.conditioning == choice.conditioning);
  const auto run = std::visit([](const auto &chosen) { return chosen.run; }, options);
  ck_assert_msg(run.settings.find(std::string("recipe=") + choice.recipe + "\n") == 0, "%s", run.settings.c_str());
}
END_TEST

START_TEST(official_is_another_word_for_core) {
  ck_assert(std::get<OfficialOptions>(parsed({"--compat", "official"})).compat == Compat::Core);
}
END_TEST

const std::vector<const char *> bad_command_lines[] = {
    {"--batch_size", "0"},
    {"--batch_size", "many"},
    {"--parametrization", "round"},
    {"--no_such_flag", "1"},
    {"--conditioning", "spoken"},
    {"--output", "sound"},
    {"--recipe", "cake"},
    {"--recipe", "warp", "--output", "direct"},
    {"--recipe", "official", "--output", "warp"},
    {"--d_first", "3"},
    {"--compat", "core", "--recipe", "warp"},
    {"--lambda_consistency", "-1"},
    {"--ema", "1"},
    {"--beta1", "1"},
    {"--c_dim", "1"},
    {"--image_size", "18"},
    {"--tridimensional", "maybe"},
    {"--architecture_v2", "true"},
    {"--n_r_g", "-1"},
    {"--emotions", "neutral,happy", "--c_dim", "3"},
    {"--emotions", "neutral"},
    {"--label_names", "calm,glad"},
    {"--held_out", "1.5"},
    {"--unreadable", "maybe"},
    {"--resume_iter", "-1"},
    {"stray"},
};

START_TEST(bad_command_lines_are_refused) {
  try {
    parsed(bad_command_lines[_i]);
    ck_abort_msg("not refused");
  } catch (const cli::UsageError &error) {
    const std::string flag = bad_command_lines[_i].front(), words = error.what();
    ck_assert_msg(words.find(flag) != std::string::npos, "%s: %s", flag.c_str(), words.c_str());
  }
}
END_TEST

const suite::Part part("official-training", [] {
  Suite *suite = suite_create("official-training");
  TCase *tests = tcase_create("official-training");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, no_batch_breaks_the_training, 0, std::size(batches));
  tcase_add_test(tests, diff_augment_changes_what_the_discriminator_sees);
  tcase_add_test(tests, small_and_neutral_batches_break_the_official_step);
  tcase_add_test(tests, the_discriminator_learns_the_classes);
  tcase_add_test(tests, the_discriminator_learns_to_be_as_sure_as_asked);
  tcase_add_loop_test(tests, n_r_g_codes_are_drawn_anywhere_the_others_are_means_in_turn, 0, std::size(layouts));
  tcase_add_test(tests, the_same_seed_gives_the_same_numbers);
  tcase_add_test(tests, flags_are_read_in_both_spellings);
  tcase_add_test(tests, the_official_commands_are_understood);
  tcase_add_test(tests, booleans_have_many_spellings);
  tcase_add_loop_test(tests, the_recipe_chooses_the_options, 0, std::size(recipe_choices));
  tcase_add_test(tests, official_is_another_word_for_core);
  tcase_add_loop_test(tests, bad_command_lines_are_refused, 0, std::size(bad_command_lines));
  suite_add_tcase(suite, tests);
  return suite::run(suite);
});
