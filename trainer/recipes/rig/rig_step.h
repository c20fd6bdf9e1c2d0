#pragma once

#include <vector>

#include <torch/torch.h>

#include "network/layers_generator.h"
#include "network/region_discriminator.h"
#include "trainer/losses/weighted_losses.h"
#include "trainer/optim/optimizer.h"
#include "trainer/recipes/rig/emotion_step.h"
#include "trainer/recipes/rig/lesson_sampler.h"
#include "trainer/recipes/rig/rig_options.h"

namespace ganmut {

/// One iteration of `--recipe rig`: the generator learns lessons and rebuilds photographs; discriminators that know the
/// expression asked for sharpen what it paints, and say what emotions look like in labelled photographs.
class RigStep {
public:
  /// `counts`: see EmotionStep. `random` must outlive the step. `larger`: a model whose layers the generator learns
  /// too, or null.
  RigStep(const RigOptions &options, const ModelInfo &info, const torch::Tensor &counts, torch::Device device,
          RandomSource &random, Shard shard, LayersGenerator larger);

  /// `done`: iterations before.
  Losses train(const LessonBatch &lessons, const ReconstructionBatch &reconstructions, const RealBatch &reals,
               std::int64_t done);

  LayersGeneratorImpl &generator() { return *generator_; }
  /// The generator averaged over iterations: the one to use.
  LayersGeneratorImpl &ema() { return *ema_; }
  const LayersGeneratorImpl &ema() const { return *ema_; }
  /// Begins the average, and the emotions, with the generator as it is.
  void start();

  void set_learning_rates(double generator, double discriminator);
  void set_gradient_exchange(const GradientExchange &exchange);

  /// Networks, average and optimizers.
  void save(RunState &state) const;
  void load(const RunState &state);

private:
  void add_lesson_terms(WeightedLosses &losses, const LessonBatch &lessons, const Layers &layers,
                        const Placed &placed) const;
  void add_photograph_terms(WeightedLosses &losses, const ReconstructionBatch &batch, const Layers &layers,
                            const Placed &placed) const;
  void add_larger_terms(WeightedLosses &losses, const AlignedBatch &faces, const ExpressionRequest &request,
                        const Layers &layers);
  torch::Tensor adversarial_loss(const torch::Tensor &fakes, const torch::Tensor &shown);
  WeightedLosses emotion_losses(const LessonBatch &lessons, const Layers &layers, const Placed &placed);
  torch::Tensor seen_at(const RealBatch &reals);
  double train_discriminators(const torch::Tensor &fakes, const LessonBatch &lessons, const RealBatch &reals,
                              bool penalize);

  const RigOptions options_;
  const torch::Device device_;
  ShardRandom random_;
  torch::Tensor face_, mouth_; ///< weights of pixels, [1, 1, S, S]
  LayersGenerator generator_, ema_, larger_;
  std::vector<RegionDiscriminator> discriminators_; ///< face, mouth, brows
  EmotionStep emotions_;
  Optimizer generator_optimizer_, discriminator_optimizer_;
};

} // namespace ganmut
