#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "checkpoint/state_dict.h"
#include "network/region_discriminator.h"
#include "network/warp_generator.h"
#include "trainer/descent.h"
#include "trainer/draws.h"
#include "trainer/run/losses.h"
#include "trainer/warp/expression_shifts.h"
#include "trainer/warp/face_batch.h"
#include "trainer/warp/face_maps.h"
#include "trainer/warp/target_codes.h"
#include "trainer/warp/warp_options.h"
#include "trainer/weighted_losses.h"

namespace ganmut {

/// One iteration: the discriminators of face, mouth and brows (or of the face alone), and every n_critic iterations the
/// generator.
class WarpStep {
public:
  /// `counts`: faces of each class that are trained on, [classes]. `shifts` and `draws` must outlive the step; `draws`
  /// stand alike in all processes that share a batch.
  WarpStep(const WarpOptions &options, const ModelInfo &info, const ExpressionShifts &shifts,
           const torch::Tensor &counts, torch::Device device, Draws &draws, Share share);

  /// `sources` are edited, `reals` are shown to the discriminators: this process's share of each. `done`: iterations
  /// before.
  Losses train(const FaceBatch &sources, const FaceBatch &reals, std::int64_t done);

  /// The generator averaged over iterations: the one to use.
  WarpGeneratorImpl &averaged() { return *averaged_; }
  const WarpGeneratorImpl &averaged() const { return *averaged_; }

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
  Draws &draws_;
  const Share share_;
  RowDraws row_draws_;
  FaceMaps maps_;
  int classes_;
  torch::Tensor shown_class_; ///< [classes]: how often a picture is shown together with its class
  WarpGenerator generator_, averaged_;
  std::vector<RegionDiscriminator> discriminators_; ///< of the face, then those of its parts
  Descent generator_descent_, discriminator_descent_;
};

} // namespace ganmut
