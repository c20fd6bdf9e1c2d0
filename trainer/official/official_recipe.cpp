#include "trainer/official/official_recipe.h"

#include <ganmut/error.h>

#include "network/state.h"
#include "trainer/average.h"
#include "trainer/official/learning_rate.h"
#include "trainer/official/network_files.h"
#include "trainer/sheets/sheets.h"

namespace ganmut {

namespace {

constexpr std::int64_t most_shown = 16; ///< rows of a sheet: the official batch

/// The files of the official trainer do not say which network they hold.
bool has_official_network(const NetworkOptions &options) {
  return options.conditioning == Conditioning::Planes && options.output == OutputKind::Direct;
}

} // namespace

OfficialRecipe::OfficialRecipe(const OfficialOptions &options, torch::Device device, const Peers &peers)
    : options_(options), share_(peers.share()), pictures_(options, options.c_dim, options.image_size),
      loader_(pictures_, options.batch_size, options.num_workers, options.seed, options.balanced),
      shown_(loader_.next().pictures.slice(0, 0, most_shown).to(device)), draws_(options.seed),
      step_(make_official_step(options, device, draws_, share_)) {
  step_->set_gradient_exchange(peers.gradient_exchange());
  const auto info = describe(options, 0); // a wrong number of names must not show at the first save
  if (options.ema > 0) {
    averaged_ = make_generator(info);
    averaged_->to(device);
    load_state(*averaged_, state_of(step_->generator()));
  }
}

LearningRates OfficialRecipe::learning_rates(std::int64_t done) const {
  const auto after = [&](double initial) {
    return LearningRate{initial, options_.num_iters, options_.num_iters_decay, options_.lr_update_step}.after(done);
  };
  return {after(options_.g_lr), after(options_.d_lr)};
}

/// The own pictures and the labels of the whole batch. What cannot be shared evenly of a short last batch is left out.
LabelledBatch OfficialRecipe::next_batch() {
  while (true) {
    const auto batch = loader_.next();
    if (const auto rows = batch.labels.size(0) / share_.world * share_.world; rows > 0)
      return {share_.of(batch.pictures.slice(0, 0, rows)), batch.labels.slice(0, 0, rows)};
    if (pictures_.count() < static_cast<std::size_t>(share_.world))
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
    if (averaged_)
      update_average(*averaged_, step_->generator(), options_.ema);
  }
  return losses;
}

void OfficialRecipe::save(RunState &state) const {
  step_->save(state);
  if (averaged_)
    state.put("averaged", *averaged_);
  state.put("random/draws", draws_.state());
  const auto batches = loader_.state();
  state.put("loader/random", batches.random);
  state.put("loader/pictures", std::to_string(batches.pictures));
  state.put("loader/order", batches.order);
}

void OfficialRecipe::load(const RunState &state) {
  step_->load(state);
  if (averaged_)
    state.get("averaged", *averaged_);
  draws_.set_state(state.tensor("random/draws"));
  loader_.load_state(
      {state.text("loader/random"), std::stoll(state.text("loader/pictures")), state.tensor("loader/order")});
}

ModelFile OfficialRecipe::model(std::int64_t done) const {
  return {describe(options_, done), state_of(to_use())};
}

/// The averaged generator, if there is one.
GeneratorModule &OfficialRecipe::to_use() const {
  return averaged_ ? *averaged_ : static_cast<GeneratorModule &>(step_->generator());
}

void OfficialRecipe::save_networks(const std::string &folder, std::int64_t done) const {
  if (has_official_network(options_))
    write_network_pair(*step_, folder, done);
}

void OfficialRecipe::load_networks(const std::string &folder, std::int64_t done) {
  if (!has_official_network(options_))
    throw Error(ErrorKind::NotFound, "There is no checkpoint of iteration " + std::to_string(done) + " in " + folder +
                                         "; the official pair has no room for other networks than planes with direct.");
  read_network_pair(*step_, folder, done);
  if (averaged_)
    load_state(*averaged_, state_of(step_->generator()));
}

std::vector<Sheet> OfficialRecipe::sheets() {
  const auto [info, tensors] = model(0);
  return sheets_of(to_use(), space_of(info, tensors), shown_);
}

} // namespace ganmut
