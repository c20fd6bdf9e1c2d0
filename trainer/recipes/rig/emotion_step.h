#pragma once

#include <vector>

#include <torch/torch.h>

#include "network/layers_generator.h"
#include "network/official_discriminator.h"
#include "trainer/losses/weighted_losses.h"
#include "trainer/optim/optimizer.h"
#include "trainer/recipes/rig/lesson_sampler.h"
#include "trainer/recipes/rig/rig_options.h"

namespace ganmut {

/// Learns what the emotions of a model are and where they lie, from labelled photographs, through the class and
/// coordinate heads of discriminators (the class and info losses of GANmut). Both begin as the table of
/// expressions says, and are held near it.
class EmotionStep {
public:
  /// `counts`: labelled photographs of each emotion, float [classes]. `options` must outlive the step.
  EmotionStep(const RigOptions &options, const torch::Tensor &counts, std::int64_t units, torch::Device device);

  /// Whether there is anything to learn: photographs of two emotions at least, and a weight for what they say.
  bool learns() const { return learns_; }

  /// Begins with the emotions of `generator`; those are the ones to stay near.
  void begin(const LayersGeneratorImpl &generator);

  /// What the heads of a discriminator learn: the classes of `reals`, and where `lessons` were asked to be.
  torch::Tensor heads_loss(const Judgement &real, const RealBatch &reals, const Judgement &edited,
                           const LessonBatch &lessons) const;

  /// What discriminators say of the emotions of edited `lessons`; its slope by the requests is for train().
  WeightedLosses edited_losses(const std::vector<Judgement> &edited, const LessonBatch &lessons) const;

  /// One step: of what the emotions add, down `slope` [lessons, units]; of the axes, towards `seen` [reals, 2], the
  /// coordinates at which the discriminators see labelled photographs.
  void train(const torch::Tensor &slope, const LessonBatch &lessons, const torch::Tensor &seen, const RealBatch &reals);

  /// Gives `generator` the emotions as they are now.
  void put_into(LayersGeneratorImpl &generator) const;

  /// `rate`: of the generator.
  void set_learning_rate(double rate);
  void set_gradient_exchange(const GradientExchange &exchange) { optimizer_.set_gradient_exchange(exchange); }

  void save(RunState &state) const;
  void load(const RunState &state);

private:
  torch::Tensor coordinates(const torch::Tensor &amounts) const;

  const RigOptions &options_;
  const bool learns_;
  const torch::Tensor belief_;  ///< [classes] in [0, 1]: discriminators learn a class of few faces by heart
  const torch::Tensor weights_; ///< [classes] of each class in the discriminators' loss
  torch::Tensor rows_;          ///< [classes, units] what each emotion adds to a calm face
  torch::Tensor angles_;        ///< [classes - 1] of the axes of all but neutral
  torch::Tensor first_rows_, first_angles_;
  torch::Tensor movable_; ///< [classes, units] 1 where an emotion may change: units that calm faces lack, of emotions
                          ///< that photographs show
  Optimizer optimizer_;
};

} // namespace ganmut
