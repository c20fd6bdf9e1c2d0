#pragma once

#include <memory>

#include <torch/torch.h>

#include "network/official_discriminator.h"
#include "network/planes_generator.h"
#include "trainer/data/batch_loader.h"
#include "trainer/losses/weighted_losses.h"
#include "trainer/optim/optimizer.h"
#include "trainer/random/random_source.h"
#include "trainer/recipes/official/official_options.h"

namespace ganmut {

/// The training step of the official code (core/solver.py, train): the discriminator, and every n_critic iterations
/// the generator, too, on the same batch. Losses carry the tags of the official log, `D/loss_real` for instance.
///
/// With a shard of the batch the step draws all random numbers of the whole batch and works on its own pictures.
/// Losses and gradients, averaged over the shards, are those of the whole batch.
class OfficialStep {
public:
  virtual ~OfficialStep() = default;

  /// One step of Adam for the discriminator. Its gradients stay until the next call.
  /// `batch`: the own pictures, the labels of the whole batch. Throws Error(BadArgument) where their numbers misfit.
  Losses train_discriminator(const LabelledBatch &batch);

  /// One step of Adam for the generator, on the batch of the last train_discriminator.
  Losses train_generator();

  void set_learning_rates(double generator, double discriminator);
  void set_gradient_exchange(const GradientExchange &exchange);

  /// Networks and optimizers.
  void save(RunState &state) const;
  void load(const RunState &state);

  PlanesGenerator &generator() { return *generator_; }
  OfficialDiscriminatorImpl &discriminator() { return *discriminator_; }

  /// Coordinates of every emotion at `strength` in [0, 1] (the gaussian space knows no strengths), [classes,
  /// dimensions].
  virtual torch::Tensor named_codes(double strength) const = 0;

protected:
  /// Moves `generator` to `device` and gives it a discriminator. `random` must outlive the step.
  OfficialStep(std::shared_ptr<PlanesGenerator> generator, const OfficialOptions &options, torch::Device device,
               RandomSource &random, Shard shard);

  /// Draws what the whole iteration shares.
  virtual void begin() = 0;

  /// Draws coordinates for the own pictures, [N, dimensions].
  virtual torch::Tensor draw_codes() = 0;

  /// Adds the discriminator's own terms: what `judged` says about pictures made at `codes`.
  virtual void add_discriminator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) = 0;

  /// Adds the generator's own terms: what `judged` says about pictures made at `codes`.
  virtual void add_generator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) = 0;

  /// Coordinates that should bring the edited pictures back to the originals, [N, dimensions].
  /// `judged`: of the edited, `real`: of the original pictures (without gradient).
  virtual torch::Tensor codes_back(const Judgement &judged, const Judgement &real) = 0;

  /// True where the official code is followed to the letter.
  bool is_official() const { return options_.compat != Compat::None; }

  /// Of the whole batch.
  std::int64_t batch_size() const { return batch_.labels.size(0); }

  const OfficialOptions options_;
  const torch::Device device_;
  RandomSource &random_;
  const Shard shard_;
  LabelledBatch batch_; ///< the own pictures, the labels of the whole batch

private:
  void add_keeping_terms(WeightedLosses &losses, const torch::Tensor &codes, const torch::Tensor &fake,
                         const Judgement &real);
  torch::Tensor shown(const torch::Tensor &pictures);
  Judgement judgement_of(const torch::Tensor &pictures, bool penalized);

  std::shared_ptr<PlanesGenerator> generator_;
  OfficialDiscriminator discriminator_;
  Optimizer generator_optimizer_, discriminator_optimizer_;
};

/// The step of `options.parametrization`, its networks with random weights. `random` must outlive it.
/// Throws Error(BadArgument) for sizes that no network can have.
std::unique_ptr<OfficialStep> make_official_step(const OfficialOptions &options, torch::Device device,
                                                 RandomSource &random, Shard shard = {});

} // namespace ganmut
