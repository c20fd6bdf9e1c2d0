#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <torch/torch.h>

#include "checkpoint/state_dict.h"
#include "network/region_discriminator.h"
#include "network/warp_generator.h"
#include "trainer/run/losses.h"
#include "trainer/run/run_state.h"
#include "trainer/warp/expression_shifts.h"
#include "trainer/warp/face_batch.h"
#include "trainer/warp/face_maps.h"
#include "trainer/warp/target_codes.h"
#include "trainer/warp/warp_options.h"

namespace ganmut {

/// One iteration: the discriminators of face, mouth and brows, then the generator.
class WarpStep {
public:
  /// `counts`: faces of each class that are trained on, [classes].
  WarpStep(const WarpOptions &options, const ModelInfo &info, const ExpressionShifts &shifts,
           const torch::Tensor &counts);

  /// `sources` are edited, `reals` are shown to the discriminators.
  Losses train(const FaceBatch &sources, const FaceBatch &reals, std::int64_t iteration);

  /// The generator averaged over iterations: the one to use.
  WarpGeneratorImpl &averaged() { return *averaged_; }
  const WarpGeneratorImpl &averaged() const { return *averaged_; }

  /// Begins with the weights of a generator of the same sizes.
  void start_from(const StateDict &generator);

  void set_learning_rates(double generator, double discriminator);
  /// Networks, average and optimizers.
  void save(RunState &state) const;
  void load(const RunState &state);

private:
  double train_discriminators(const torch::Tensor &fakes, const TargetCodes &targets, const torch::Tensor &fake_asked,
                              const FaceBatch &reals, std::int64_t iteration);
  torch::Tensor landmark_loss(const FaceBatch &sources, const TargetCodes &targets, const torch::Tensor &flow) const;

  const WarpOptions options_;
  const ExpressionShifts &shifts_;
  FaceMaps maps_;
  int classes_;
  torch::Tensor shown_class_; ///< [classes]: how often a picture is shown together with its class
  WarpGenerator generator_, averaged_;
  std::array<RegionDiscriminator, 3> discriminators_;
  torch::optim::Adam generator_adam_, discriminator_adam_;
};

} // namespace ganmut
