#include <iostream>

#include <ganmut/error.h>

#include "cli/program.h"
#include "emotion/space_table.h"
#include "engine/device.h"
#include "trainer/cli/command_line.h"
#include "trainer/evaluation/calibration.h"
#include "trainer/evaluation/evaluation.h"
#include "trainer/recipes/official/official_recipe.h"
#include "trainer/recipes/rig/rig_recipe.h"
#include "trainer/recipes/warp/warp_recipe.h"
#include "trainer/run/run_folder.h"
#include "trainer/run/training_run.h"
#include "trainer/sheets/test_sheets.h"

namespace {

using namespace ganmut;

std::unique_ptr<Recipe> make_recipe(const OfficialOptions &options, torch::Device device, const ProcessGroup &group) {
  return std::make_unique<OfficialRecipe>(options, device, group);
}
std::unique_ptr<Recipe> make_recipe(const WarpOptions &options, torch::Device device, const ProcessGroup &group) {
  return std::make_unique<WarpRecipe>(options, device, group);
}
std::unique_ptr<Recipe> make_recipe(const RigOptions &options, torch::Device device, const ProcessGroup &group) {
  return std::make_unique<RigRecipe>(options, device, group);
}

/// The program's exit status; of a run that a signal ended, what a shell would give.
template <typename Chosen> int train(const Chosen &options) {
  const auto signal = run_training(options.run, [&](torch::Device device, const ProcessGroup &group) {
    return make_recipe(options, device, group);
  });
  return signal ? 128 + *signal : 0;
}

/// What the messages call the model of `test_iters`.
std::string saved_path(const RunOptions &run) {
  return run.model_save_dir + "/" + std::to_string(run.test_iters) + "-G";
}

template <typename Chosen> ModelFile saved_model(const Chosen &options) {
  const auto &run = options.run;
  auto model = run.model.empty()
                   ? saved_generator(run.model_save_dir, run.test_iters, options.data.emotions, options.image_size)
                   : read_model(find_model(run.model));
  for (const auto &sentence : model.info.warnings)
    std::cerr << "ganmut-train: warning: " << sentence << "\n";
  return model;
}

/// What --mode evaluate judges.
template <typename Chosen> Model model_to_judge(const Chosen &options) {
  const auto &run = options.run;
  if (!run.model.empty())
    return Model::load(run.model);
  auto file = saved_generator(run.model_save_dir, run.test_iters, options.data.emotions, options.image_size);
  return ModelAccess::make(std::move(file), saved_path(run));
}

/// What else the recipe knows to judge by.
template <typename Chosen> void add_judges(EvaluationOptions &, const Chosen &) {}
void add_judges(EvaluationOptions &evaluation, const RigOptions &options) {
  evaluation.rig = options.rig;
  evaluation.pairs = options.pairs_root;
}

template <typename Chosen> EvaluationOptions evaluation_options(const Chosen &options) {
  const auto &run = options.run;
  if (run.threads > 0)
    torch::set_num_threads(run.threads);
  make_folder(run.result_dir);
  EvaluationOptions evaluation;
  evaluation.folder = run.result_dir;
  evaluation.faces = run.evaluate_faces;
  evaluation.seed = run.seed;
  evaluation.clips = run.clips;
  evaluation.device = run.device;
  add_judges(evaluation, options);
  return evaluation;
}

template <typename Chosen> int judge(const Chosen &options) {
  evaluate(model_to_judge(options), evaluation_options(options), options.data);
  return 0;
}

template <typename Chosen> int calibrate(const Chosen &options) {
  const auto &run = options.run;
  const auto path = run.model.empty() ? saved_path(run) : run.model;
  ganmut::calibrate(saved_model(options), path, evaluation_options(options), options.data);
  return 0;
}

template <typename Chosen> int test(const Chosen &options) {
  const auto &run = options.run;
  if (run.threads > 0)
    torch::set_num_threads(run.threads);
  const auto model = saved_model(options);
  const auto device = choose_device(run.device);
  make_folder(run.result_dir);
  write_test_sheets(model, device, options.data, run.result_dir, options.batch_size);
  return 0;
}

template <typename Chosen> int print_axes(const Chosen &options) {
  const auto model = saved_model(options);
  print(std::cout, space_of(model.info, model.tensors));
  return 0;
}

template <typename Chosen> int run(const Chosen &options) {
  switch (options.run.mode) {
  case Mode::Train:
    return train(options);
  case Mode::PrintAxes:
    return print_axes(options);
  case Mode::Test:
    return test(options);
  case Mode::Evaluate:
    return judge(options);
  case Mode::Calibrate:
    return calibrate(options);
  }
  throw Error(ErrorKind::BadArgument, "There is no such --mode.");
}

} // namespace

int main(int argc, char **argv) {
  return ganmut::cli::run_program("ganmut-train", [&] {
    return std::visit([](const auto &options) { return run(options); }, ganmut::parse_command_line(argc, argv));
  });
}
