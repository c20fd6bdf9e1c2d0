#include "trainer/official/official_training.h"

#include <cmath>
#include <filesystem>

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "trainer/data/batch_loader.h"
#include "trainer/official/learning_rate.h"
#include "trainer/official/network_files.h"
#include "trainer/official/official_step.h"
#include "trainer/official/sample_sheets.h"
#include "trainer/run/training_log.h"

namespace ganmut {

namespace {

torch::Device chosen_device(const std::string &name) {
  if (name == "auto")
    return torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
  try {
    const torch::Device device(name);
    if (device.is_cpu() || (device.is_cuda() && device.index() < int(torch::cuda::device_count())))
      return device;
  } catch (const c10::Error &) {
  }
  throw Error(ErrorKind::NoDevice, "There is no device '" + name + "' here; use auto, cpu, cuda or cuda:N (" +
                                       std::to_string(torch::cuda::device_count()) + " CUDA devices are present).");
}

void make_folders(const OfficialOptions &options) {
  for (const auto &folder : {options.log_dir, options.model_save_dir, options.sample_dir, options.result_dir}) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure)
      throw Error(ErrorKind::Failed, "The folder " + folder + " cannot be made.", failure.message());
  }
}

void check_finite(const Losses &losses, std::int64_t iteration) {
  for (const auto &[name, value] : losses)
    if (!std::isfinite(value))
      throw Error(ErrorKind::Failed, "The loss " + name + " is no longer a number at iteration " +
                                         std::to_string(iteration) + "; lower the learning rates or resume earlier.");
}

} // namespace

void run_official(const OfficialOptions &options) {
  describe(options, 0); // a wrong number of names must not show at the first save
  if (options.threads > 0)
    torch::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  const auto device = chosen_device(options.device);
  make_folders(options);

  const LabelledPictures pictures(options.dataset_root, options.imgs_folder, options.image_size, options.c_dim);
  spdlog::info("{} pictures of {} emotions, training on {}", pictures.count(), options.c_dim, device.str());
  BatchLoader loader(pictures, options.batch_size, options.num_workers, options.seed);
  const auto shown = loader.next().pictures.to(device); // the first batch is kept for the sample sheets

  RandomDraws draws(options.seed);
  const auto step = make_official_step(options, device, draws);
  if (options.resume_iter > 0)
    load_networks(*step, options);

  const auto rate = [&](double initial) {
    return LearningRate{initial, options.num_iters, options.num_iters_decay, options.lr_update_step};
  };
  TrainingLog log(options.log_dir, options.num_iters);
  for (auto done = options.resume_iter; done < options.num_iters;) {
    step->set_learning_rates(rate(options.g_lr).after(done), rate(options.d_lr).after(done));
    auto losses = step->train_discriminator(loader.next());
    ++done;
    if (done % options.n_critic == 0) {
      const auto more = step->train_generator();
      losses.insert(losses.end(), more.begin(), more.end());
    }
    check_finite(losses, done);
    if (done % options.log_step == 0)
      log.write(done, losses);
    if (done % options.sample_step == 0)
      write_sample_sheets(*step, shown, options, done);
    if (done % options.model_save_step == 0) {
      save_networks(*step, options, done);
      spdlog::info("Saved the networks of iteration {} into {}", done, options.model_save_dir);
    }
  }
}

} // namespace ganmut
