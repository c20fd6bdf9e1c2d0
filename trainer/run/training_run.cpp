#include "trainer/run/training_run.h"

#include <cmath>
#include <csignal>

#include <ganmut/error.h>
#include <opencv2/imgproc.hpp>
#include <spdlog/spdlog.h>

#include "cli/stop_signal.h"
#include "engine/device.h"
#include "trainer/device/device.h"
#include "trainer/run/checkpoints.h"
#include "trainer/run/run_folder.h"
#include "trainer/run/training_log.h"

namespace ganmut {

namespace {

constexpr const char *random_state = "random/cpu";

void check_finite(const Losses &losses, std::int64_t done) {
  for (const auto &[name, value] : losses)
    if (!std::isfinite(value))
      throw Error(ErrorKind::Failed, "The loss " + name + " is no longer a number at iteration " +
                                         std::to_string(done) +
                                         ", from which nothing was saved; lower the learning rates and go on with "
                                         "--resume auto --change_settings true.");
}

/// Mean of each loss over the processes.
Losses average(const Losses &losses, const ProcessGroup &group) {
  std::vector<double> values;
  for (const auto &loss : losses)
    values.push_back(loss.second);
  values = group.average(std::move(values));
  auto means = losses;
  for (std::size_t i = 0; i < means.size(); ++i)
    means[i].second = values[i];
  return means;
}

/// Iterations done before this run.
std::int64_t resume(Recipe &recipe, const RunOptions &options, const Checkpoints &checkpoints) {
  if (const auto state = checkpoints.resumed()) {
    recipe.load(*state);
    auto random = at::detail::getDefaultCPUGenerator();
    random.set_state(state->tensor(random_state));
    const auto done = std::stoll(state->text("iteration"));
    spdlog::info("Going on after iteration {}", done);
    return done;
  }
  if (options.resume_iter > 0) {
    recipe.load_networks(options.model_save_dir, options.resume_iter);
    spdlog::info("Going on from the networks of iteration {}; optimizers start afresh", options.resume_iter);
  }
  return options.resume_iter;
}

void save(const Recipe &recipe, const RunOptions &options, const Checkpoints &checkpoints, std::int64_t done) {
  const auto model = recipe.model(done);
  save_model(options.model_save_dir + "/" + std::to_string(done) + "-G.safetensors", model.info, model.tensors);
  recipe.save_networks(options.model_save_dir, done);
  RunState state;
  recipe.save(state);
  state.put(random_state, at::detail::getDefaultCPUGenerator().get_state());
  checkpoints.write(state, done);
  spdlog::info("Saved iteration {} into {}", done, options.model_save_dir);
}

/// As files, and in TensorBoard, there no larger than fits a screen.
void show_sheets(const std::vector<Sheet> &sheets, const RunOptions &options, TrainingLog &log, std::int64_t done) {
  constexpr double largest = 1536; // pixels
  for (const auto &sheet : sheets) {
    write_sheet(sheet, options.sample_dir, done);
    const double zoom = std::min(1., largest / std::max(sheet.picture.rows, sheet.picture.cols));
    cv::Mat picture = sheet.picture;
    if (zoom < 1)
      cv::resize(sheet.picture, picture, {}, zoom, zoom, cv::INTER_AREA);
    log.picture(done, sheet.tag, picture);
  }
}

/// Of several processes on one machine each takes its own GPU, unless one is asked for by its number.
torch::Device own_device(const RunOptions &options, const ProcessGroup &group) {
  const auto device = choose_device(options.device);
  const bool numbered = options.device.find(':') != std::string::npos;
  return group.count() > 1 && device.is_cuda() && !numbered
             ? choose_device("cuda:" + std::to_string(group.local_rank()))
             : device;
}

} // namespace

std::optional<int> run_training(const RunOptions &options, const MakeRecipe &make_recipe) {
  const cli::StopSignal stop;
  if (options.threads > 0)
    torch::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  ProcessGroup group{std::chrono::seconds(options.peer_timeout)};
  if (group.rank() > 0)
    spdlog::set_level(spdlog::level::warn); // one process speaks
  const auto device = own_device(options, group);
  check_precision(options.precision, device);
  group.use(device);
  for (const auto &folder : {options.log_dir, options.model_save_dir, options.sample_dir, options.result_dir})
    make_folder(folder);
  const auto recipe = [&] {
    try {
      return make_recipe(device, group);
    } catch (const Error &error) {
      if (const auto signal = stop.received()) // the making of crops ends early at one
        throw cli::Stopped(*signal, error.what());
      throw;
    }
  }();
  if (recipe->batch_size() % group.count() != 0)
    throw Error(ErrorKind::BadArgument, "A batch of " + std::to_string(recipe->batch_size()) +
                                            " pictures cannot be shared evenly by " + std::to_string(group.count()) +
                                            " processes; choose a multiple as --batch_size.");
  const Checkpoints checkpoints(options);
  auto done = resume(*recipe, options, checkpoints);
  if (const auto most = group.largest(done), least = -group.largest(-done); most != least)
    throw Error(
        ErrorKind::BadArgument,
        fmt::format("The processes do not go on from the same iteration ({} to {}); each of them needs the same "
                    "checkpoints in --model_save_dir: share the folder, or copy it.",
                    least, most));
  const bool writes = group.rank() == 0;
  if (writes)
    checkpoints.tidy(done);

  std::optional<TrainingLog> log;
  if (writes)
    log.emplace(options, done, recipe->batch_size());
  spdlog::info("Training on {}{}", device.str(),
               group.count() > 1 ? fmt::format(", in {} processes", group.count()) : "");
  int signal = 0;
  try {
    while (done < options.num_iters && signal == 0) {
      const auto rates = recipe->learning_rates(done);
      const auto losses = average(recipe->iterate(done), group);
      check_finite(losses, done + 1);
      ++done;
      signal = static_cast<int>(group.largest(stop.received().value_or(0)));
      if (!writes)
        continue;
      log->show(done, losses);
      if (done % options.log_step == 0)
        log->write(done, losses, {{"G/lr", rates.generator}, {"D/lr", rates.discriminator}});
      if (done % options.model_save_step == 0 || done == options.num_iters || signal != 0)
        save(*recipe, options, checkpoints, done);
      if (done % options.sample_step == 0)
        show_sheets(recipe->sheets(), options, *log, done);
    }
  } catch (const LostProcess &lost) {
    // Some networks of the broken iteration have moved and others have not, so nothing of it is ever saved.
    const auto saved = checkpoints.newest_iteration();
    throw LostProcess(lost.kind(),
                      lost.what() + (saved ? fmt::format(" Start all processes again with --resume auto, which goes on "
                                                         "after the checkpoint of iteration {}.",
                                                         *saved)
                                           : std::string(" No checkpoint was saved yet; start all processes again.")),
                      lost.detail());
  }
  if (signal == 0)
    return std::nullopt;
  spdlog::info("Stopped by {} after iteration {}; --resume auto goes on from here.",
               signal == SIGINT ? "Ctrl-C" : "SIGTERM", done);
  return signal;
}

} // namespace ganmut
