#include "trainer/warp/warp_training.h"

#include <chrono>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "checkpoint/model_file.h"
#include "network/state.h"
#include "trainer/data/aligned_faces.h"
#include "trainer/warp/augmentation.h"
#include "trainer/warp/expression_shifts.h"
#include "trainer/warp/sample_sheet.h"
#include "trainer/warp/warp_step.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

void check(const WarpOptions &options) {
  const auto demand = [](bool met, const char *sentence) {
    if (!met)
      throw Error(ErrorKind::BadArgument, sentence);
  };
  demand(options.image_size % 4 == 0, "--image_size must be a multiple of 4.");
  demand(options.width % 8 == 0, "--g_conv_dim must be a multiple of 8.");
  demand(options.emotions.size() >= 3 && options.emotions[0] == "neutral",
         "--emotions must begin with neutral and name at least two more.");
}

ModelInfo info_of(const WarpOptions &options) {
  ModelInfo info;
  info.parametrization = Parametrization::Linear;
  info.dimensions = 2;
  info.classes = static_cast<int>(options.emotions.size());
  info.width = options.width;
  info.blocks = options.blocks;
  info.conditioning = Conditioning::Film;
  info.output = OutputKind::Warp;
  info.image_size = options.image_size;
  info.alignment = own_alignment();
  info.emotions = options.emotions;
  info.storage = "float16";
  return info;
}

/// Draws batches: `sources` as often as they come, `reals` with rare classes shown more often.
class BatchDrawer {
public:
  BatchDrawer(const AlignedFaces &faces, torch::Tensor rows) : faces_(faces), rows_(std::move(rows)) {
    const auto labels = faces.labels.index_select(0, rows_);
    const auto counts = torch::bincount(labels).to(torch::kFloat);
    rare_first_ = counts.pow(-0.5).index_select(0, labels);
  }

  FaceBatch sources(int size) const { return prepared(torch::randint(rows_.size(0), {size})); }
  FaceBatch reals(int size) const { return prepared(rare_first_.multinomial(size, /*replacement=*/true)); }

private:
  FaceBatch prepared(const torch::Tensor &which) const {
    FaceBatch batch;
    batch.rows = rows_.index_select(0, which);
    batch.pictures = faces_.pictures.index_select(0, batch.rows).to(torch::kFloat) / 127.5 - 1;
    batch.landmarks = faces_.landmarks.index_select(0, batch.rows);
    batch.labels = faces_.labels.index_select(0, batch.rows);
    mirror(batch.pictures, batch.landmarks, torch::rand({batch.rows.size(0)}) < 0.5);
    jitter(batch.pictures, batch.landmarks);
    return batch;
  }

  const AlignedFaces &faces_;
  torch::Tensor rows_;
  torch::Tensor rare_first_;
};

/// Every 60th face is never trained on; sheets are made of them.
std::pair<torch::Tensor, torch::Tensor> split(const torch::Tensor &rows) {
  const auto held_out = rows % 60 == 7;
  return {rows.masked_select(held_out.logical_not()), rows.masked_select(held_out)};
}

double rate_factor(const WarpOptions &options, std::int64_t iteration) {
  const auto part = static_cast<double>(iteration) / static_cast<double>(options.num_iters);
  return part < 0.5 ? 1 : 1 - (1 - options.lr_end) * std::min(1.0, 2 * (part - 0.5));
}

void save_state(const std::string &path, const WarpStep &step, std::int64_t iteration) {
  torch::serialize::OutputArchive archive;
  archive.write("iteration", torch::tensor(iteration));
  step.save(archive);
  archive.save_to(path + ".part");
  fs::rename(path + ".part", path);
}

std::int64_t load_state(const std::string &path, WarpStep &step) {
  torch::serialize::InputArchive archive;
  try {
    archive.load_from(path);
    torch::Tensor iteration;
    archive.read("iteration", iteration);
    step.load(archive);
    return iteration.item<std::int64_t>();
  } catch (const c10::Error &error) {
    throw Error(ErrorKind::BadFile, "The state " + path + " cannot be resumed from: it is damaged or of other sizes.",
                error.what_without_backtrace());
  }
}

} // namespace

void run_warp(const WarpOptions &options) {
  check(options);
  torch::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  fs::create_directories(options.model_save_dir);
  fs::create_directories(options.sample_dir);

  const auto info = info_of(options);
  const auto faces = load_aligned_faces(options);
  const ExpressionShifts shifts(faces, options.emotions);
  const auto [training, held_out] = split(shifts.believable(options.keep_labels));
  spdlog::info("{} faces, {} believable and trained on, {} held out", faces.size(), training.size(0), held_out.size(0));
  const BatchDrawer draw(faces, training);
  const auto shown = faces.at(held_out.index_select(0, torch::linspace(0, held_out.size(0) - 1, 12).to(torch::kLong)));

  WarpStep step(options, info, shifts, torch::bincount(faces.labels.index_select(0, training), {}, info.classes));
  if (!options.init.empty())
    step.start_from(read_model(options.init).tensors);
  std::int64_t iteration = options.resume.empty() ? 0 : load_state(options.resume, step);
  const auto started = std::chrono::steady_clock::now();
  const auto first = iteration;
  Losses mean;
  while (iteration < options.num_iters) {
    const auto warm = std::min(1., static_cast<double>(iteration + 1) / static_cast<double>(options.warmup + 1));
    step.set_learning_rates(warm * options.g_lr * rate_factor(options, iteration),
                            options.d_lr * rate_factor(options, iteration));
    const auto losses = step.train(draw.sources(options.batch_size), draw.reals(options.batch_size), iteration);
    ++iteration;
    if (mean.empty())
      mean = Losses(losses.size());
    for (std::size_t i = 0; i < losses.size(); ++i) {
      if (!std::isfinite(losses[i].second))
        throw Error(ErrorKind::Failed, "The loss " + losses[i].first + " is no longer a number at iteration " +
                                           std::to_string(iteration) + "; lower the learning rates.");
      mean[i].first = losses[i].first;
      mean[i].second += losses[i].second / static_cast<double>(options.log_step);
    }
    if (iteration % options.log_step == 0) {
      const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started;
      auto line = fmt::format("[{}/{}] {:.2f} it/s", iteration, options.num_iters,
                              static_cast<double>(iteration - first) / spent.count());
      for (const auto &[name, value] : mean)
        line += fmt::format("  {} {:.4f}", name, value);
      spdlog::info(line);
      mean.clear();
    }
    if (iteration % options.sample_step == 0)
      write_sample_sheet(fmt::format("{}/{}-samples.png", options.sample_dir, iteration), *step.averaged(), shown);
    if (iteration % options.model_save_step == 0 || iteration == options.num_iters) {
      save_state(fmt::format("{}/{}.state", options.model_save_dir, iteration), step, iteration);
      auto described = info;
      described.training =
          fmt::format("{} iterations of {} faces at {} pixels", iteration, options.batch_size, options.image_size);
      save_model(fmt::format("{}/{}-G.safetensors", options.model_save_dir, iteration), described,
                 state_of(*step.averaged()));
    }
  }
}

} // namespace ganmut
