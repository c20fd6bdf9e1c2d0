#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "checkpoint/state_dict.h"
#include "network/region_discriminator.h"
#include "network/warp_generator.h"
#include "trainer/losses/weighted_losses.h"
#include "trainer/optim/optimizer.h"
#include "trainer/random/random_source.h"
#include "trainer/recipes/warp/expression_shifts.h"
#include "trainer/recipes/warp/face_sampler.h"
#include "trainer/recipes/warp/target_codes.h"
#include "trainer/recipes/warp/warp_options.h"

namespace ganmut {

/// Maps over the aligned picture of our own template, [1, 1, size, size].
struct FaceMaps {
  FaceMaps(int size, torch::Device device);
  torch::Tensor paint_cost;  ///< of the delta: 0.02 in the mouth, 1 at the brows, 5 elsewhere
  torch::Tensor colour_cost; ///< of the delta's colour: 0.1 in the mouth, 1 elsewhere
  torch::Tensor off_face;    ///< 0 on the face, 1 off it
};

/// One iteration: the discriminators of face, mouth and brows (or of the face alone), and every n_critic iterations the
/// generator.
class WarpStep {
public:
  /// `counts`: faces of each class that are trained on, [classes]. `shifts` and `random` must outlive the step;
  /// `random` stand alike in all processes that share a batch.
  WarpStep(const WarpOptions &options, const ModelInfo &info, const ExpressionShifts &shifts,
           const torch::Tensor &counts, torch::Device device, RandomSource &random, Shard shard);

  /// `sources` are edited, `reals` are shown to the discriminators: this process's shard of each. `done`: iterations
  /// before.
  Losses train(const FaceBatch &sources, const FaceBatch &reals, std::int64_t done);

  /// The generator averaged over iterations: the one to use.
  WarpGeneratorImpl &ema() { return *ema_; }
  const WarpGeneratorImpl &ema() const { return *ema_; }

  /// Begins with the weights of a generator of the same sizes.
  void start_from(const StateDict &generator);

  void set_learning_rates(double generator, double discriminator);
  void set_gradient_exchange(const GradientExchange &exchange);

  /// Networks, average and optimizers.
  void save(RunState &state) const;
  void load(const RunState &state);

private:
  double train_discriminators(const torch::Tensor &fakes, const TargetCodes &targets, const torch::Tensor &fake_asked,
                              const FaceBatch &reals, bool penalize);
  /// `shares`: those of the targets, on the CPU, where landmarks are.
  Losses train_generator(const FaceBatch &sources, const torch::Tensor &shares, const Generated &result,
                         const TargetCodes &targets, const torch::Tensor &asked);
  void add_judged_terms(WeightedLosses &losses, const Generated &result, const TargetCodes &targets,
                        const torch::Tensor &asked, const torch::Tensor &belief);
  void add_keeping_terms(WeightedLosses &losses, const FaceBatch &sources, const Generated &result,
                         const TargetCodes &targets);
  torch::Tensor asked_classes(const torch::Tensor &labels, const torch::Tensor &chance);
  torch::Tensor landmark_loss(const FaceBatch &sources, const torch::Tensor &shares, const torch::Tensor &flow) const;

  const WarpOptions options_;
  const ExpressionShifts &shifts_;
  const torch::Device device_;
  RandomSource &random_;
  const Shard shard_;
  ShardRandom shard_random_;
  FaceMaps maps_;
  int classes_;
  torch::Tensor shown_class_; ///< [classes]: how often a picture is shown together with its class
  WarpGenerator generator_, ema_;
  std::vector<RegionDiscriminator> discriminators_; ///< of the face, then those of its parts
  Optimizer generator_optimizer_, discriminator_optimizer_;
};

} // namespace ganmut
