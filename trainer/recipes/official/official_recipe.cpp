#include "trainer/recipes/official/official_recipe.h"

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "checkpoint/model_file.h"
#include "checkpoint/official_checkpoint.h"
#include "checkpoint/official_import.h"
#include "network/state.h"
#include "trainer/optim/ema.h"
#include "trainer/optim/learning_rate.h"
#include "trainer/sheets/sheets.h"

namespace ganmut {

namespace {

constexpr std::int64_t most_shown = 16; ///< rows of a sheet: the official batch

/// The files of the official trainer do not say which network they hold.
bool has_official_network(const NetworkOptions &options) {
  return options.conditioning == Conditioning::Planes && options.output == OutputKind::Direct;
}

/// What a model file says about the generator that `options` trains, after `iteration` iterations.
/// Throws Error(BadArgument) if the names in `options.emotions` are not one a class.
ModelInfo describe(const OfficialOptions &options, std::int64_t iteration) {
  ModelInfo info;
  info.parametrization = options.parametrization;
  info.dimensions = options.dimensions();
  info.classes = options.c_dim;
  info.width = options.g_conv_dim;
  info.blocks = options.g_repeat_num;
  info.conditioning = options.network.conditioning;
  info.output = options.network.output;
  info.image_size = options.image_size;
  info.emotions = class_names(options.data, options.c_dim);
  info.training = std::to_string(iteration) + " iterations of " + std::to_string(options.batch_size) + " pictures";
  info.storage = "float32";
  return info;
}

std::string path_of(const std::string &folder, std::int64_t iteration, const char *ending) {
  return folder + "/" + std::to_string(iteration) + ending;
}

/// Saves `N-G.ckpt` and `N-D.ckpt` into `folder` as the official trainer does, N being `iteration`.
/// Throws Error(Failed).
void write_network_pair(OfficialStep &step, const std::string &folder, std::int64_t iteration) {
  write_official_checkpoint(path_of(folder, iteration, "-G.ckpt"), state_of(step.generator()));
  write_official_checkpoint(path_of(folder, iteration, "-D.ckpt"), state_of(step.discriminator()));
}

/// Loads such a pair. Throws Error: NotFound, BadFile, WrongKind.
void read_network_pair(OfficialStep &step, const std::string &folder, std::int64_t iteration) {
  const auto load = [&](torch::nn::Module &network, const char *ending) {
    const auto path = path_of(folder, iteration, ending);
    try {
      auto state = read_official_checkpoint(path);
      for (const auto &sentence : import_official_space(state))
        spdlog::warn("{}: {}", path, sentence);
      load_state(network, state);
    } catch (const Error &error) {
      throw Error(error.kind(), path + " cannot be resumed from: " + error.what(), error.detail());
    }
  };
  load(step.generator(), "-G.ckpt");
  load(step.discriminator(), "-D.ckpt");
}

} // namespace

OfficialRecipe::OfficialRecipe(const OfficialOptions &options, torch::Device device, const ProcessGroup &group)
    : options_(options), shard_(group.shard()), pictures_(options.data, options.c_dim, options.image_size),
      loader_(pictures_, options.batch_size, options.data.num_workers, options.run.seed, options.data.balanced),
      shown_(loader_.next().pictures.slice(0, 0, most_shown).to(device)), random_(options.run.seed),
      step_(make_official_step(options, device, random_, shard_)) {
  step_->set_gradient_exchange(group.gradient_exchange());
  const auto info = describe(options, 0); // a wrong number of names must not show at the first save
  if (options.ema > 0) {
    ema_ = make_generator(info);
    ema_->to(device);
    load_state(*ema_, state_of(step_->generator()));
  }
}

LearningRates OfficialRecipe::learning_rates(std::int64_t done) const {
  const auto after = [&](double initial) {
    return LearningRate{initial, options_.run.num_iters, options_.num_iters_decay, options_.lr_update_step}.after(done);
  };
  return {after(options_.g_lr), after(options_.d_lr)};
}

/// The own pictures and the labels of the whole batch. What cannot be shared evenly of a short last batch is left out.
LabelledBatch OfficialRecipe::next_batch() {
  while (true) {
    const auto batch = loader_.next();
    if (const auto rows = batch.labels.size(0) / shard_.world * shard_.world; rows > 0)
      return {shard_.of(batch.pictures.slice(0, 0, rows)), batch.labels.slice(0, 0, rows)};
    if (pictures_.count() < static_cast<std::size_t>(shard_.world))
      throw Error(ErrorKind::BadArgument, "There are more processes than pictures to train on.");
  }
}

Losses OfficialRecipe::iterate(std::int64_t done) {
  const auto rates = learning_rates(done);
  step_->set_learning_rates(rates.generator, rates.discriminator);
  auto losses = step_->train_discriminator(next_batch());
  if ((done + 1) % options_.n_critic == 0) {
    const auto more = step_->train_generator();
    losses.insert(losses.end(), more.begin(), more.end());
    if (ema_)
      update_ema(*ema_, step_->generator(), options_.ema);
  }
  return losses;
}

void OfficialRecipe::save(RunState &state) const {
  step_->save(state);
  if (ema_)
    state.put("averaged", *ema_);
  state.put("random/draws", random_.state());
  const auto batches = loader_.state();
  state.put("loader/random", batches.random);
  state.put("loader/pictures", std::to_string(batches.pictures));
  state.put("loader/order", batches.order);
}

void OfficialRecipe::load(const RunState &state) {
  step_->load(state);
  if (ema_)
    state.get("averaged", *ema_);
  random_.set_state(state.tensor("random/draws"));
  loader_.load_state(
      {state.text("loader/random"), std::stoll(state.text("loader/pictures")), state.tensor("loader/order")});
}

ModelFile OfficialRecipe::model(std::int64_t done) const {
  return {describe(options_, done), state_of(to_use())};
}

/// The averaged generator, if there is one.
GeneratorModule &OfficialRecipe::to_use() const {
  return ema_ ? *ema_ : static_cast<GeneratorModule &>(step_->generator());
}

void OfficialRecipe::save_networks(const std::string &folder, std::int64_t done) const {
  if (has_official_network(options_.network))
    write_network_pair(*step_, folder, done);
}

void OfficialRecipe::load_networks(const std::string &folder, std::int64_t done) {
  if (!has_official_network(options_.network))
    throw Error(ErrorKind::NotFound, "There is no checkpoint of iteration " + std::to_string(done) + " in " + folder +
                                         "; the official pair has no room for other networks than planes with direct.");
  read_network_pair(*step_, folder, done);
  if (ema_)
    load_state(*ema_, state_of(step_->generator()));
}

std::vector<Sheet> OfficialRecipe::sheets() {
  const auto [info, tensors] = model(0);
  return sheets_of(to_use(), space_of(info, tensors), shown_);
}

} // namespace ganmut
