#include <exception>
#include <iostream>

#include <ganmut/error.h>

#include "emotion/space_table.h"
#include "trainer/evaluation/evaluation.h"
#include "trainer/official/official_recipe.h"
#include "trainer/options.h"
#include "trainer/run/device.h"
#include "trainer/run/folder.h"
#include "trainer/run/saved_model.h"
#include "trainer/run/training_run.h"
#include "trainer/sheets/test_sheets.h"
#include "trainer/warp/warp_recipe.h"

namespace {

using namespace ganmut;

std::unique_ptr<Recipe> make_recipe(const OfficialOptions &options, torch::Device device, const Peers &peers) {
  return std::make_unique<OfficialRecipe>(options, device, peers);
}
std::unique_ptr<Recipe> make_recipe(const WarpOptions &options, torch::Device device, const Peers &peers) {
  return std::make_unique<WarpRecipe>(options, device, peers);
}

/// The program's exit status; of a run that a signal ended, what a shell would give.
template <typename Chosen> int train(const Chosen &options) {
  const auto signal = run_training(
      options, [&](torch::Device device, const Peers &peers) { return make_recipe(options, device, peers); });
  return signal ? 128 + *signal : 0;
}

template <typename Chosen> ModelFile saved_model(const Chosen &options) {
  auto model = options.model.empty()
                   ? saved_generator(options.model_save_dir, options.test_iters, options.emotions, options.image_size)
                   : read_model(Model::load(options.model).path());
  for (const auto &sentence : model.info.warnings)
    std::cerr << "ganmut-train: warning: " << sentence << "\n";
  return model;
}

/// What --mode evaluate judges.
template <typename Chosen> Model model_to_judge(const Chosen &options) {
  if (!options.model.empty())
    return Model::load(options.model);
  auto file = saved_generator(options.model_save_dir, options.test_iters, options.emotions, options.image_size);
  auto space = space_of(file.info, file.tensors);
  return {std::move(file.info), std::move(space), std::make_shared<ModelWeights>(ModelWeights{std::move(file.tensors)}),
          options.model_save_dir + "/" + std::to_string(options.test_iters) + "-G"};
}

template <typename Chosen> int judge(const Chosen &options) {
  if (options.threads > 0)
    torch::set_num_threads(options.threads);
  make_folder(options.result_dir);
  evaluate(model_to_judge(options), {options.result_dir, options.evaluate_faces, options.seed, options.device},
           options);
  return 0;
}

template <typename Chosen> int test(const Chosen &options) {
  if (options.threads > 0)
    torch::set_num_threads(options.threads);
  const auto model = saved_model(options);
  const auto device = chosen_device(options.device);
  make_folder(options.result_dir);
  write_test_sheets(model, device, options, options.result_dir, options.batch_size);
  return 0;
}

template <typename Chosen> int print_axes(const Chosen &options) {
  const auto model = saved_model(options);
  print(std::cout, space_of(model.info, model.tensors));
  return 0;
}

template <typename Chosen> int run(const Chosen &options) {
  switch (options.mode) {
  case Mode::Train:
    return train(options);
  case Mode::PrintAxes:
    return print_axes(options);
  case Mode::Test:
    return test(options);
  case Mode::Evaluate:
    return judge(options);
  }
  throw Error(ErrorKind::BadArgument, "There is no such --mode.");
}

} // namespace

int main(int argc, char **argv) {
  try {
    if (const auto options = ganmut::parse_options(argc, argv))
      return std::visit([](const auto &chosen) { return run(chosen); }, *options);
    return 0;
  } catch (const ganmut::Error &error) {
    std::cerr << "ganmut-train: " << error.what() << "\n";
    if (!error.detail().empty())
      std::cerr << error.detail() << "\n";
  } catch (const std::exception &error) {
    std::cerr << "ganmut-train: an unexpected failure.\n" << error.what() << "\n";
  }
  return 1;
}
