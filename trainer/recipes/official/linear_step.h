#pragma once

#include "network/linear_generator.h"
#include "trainer/recipes/official/official_step.h"

namespace ganmut {

/// Training of the linear parametrization (GANmut).
class LinearStep : public OfficialStep {
public:
  LinearStep(const OfficialOptions &options, torch::Device device, RandomSource &random, Shard shard);

  torch::Tensor named_codes(double strength) const override;

protected:
  void begin() override;
  torch::Tensor draw_codes() override;
  void add_discriminator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) override;
  void add_generator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) override;
  torch::Tensor codes_back(const Judgement &judged, const Judgement &real) override;

private:
  LinearStep(LinearGenerator generator, const OfficialOptions &options, torch::Device device, RandomSource &random,
             Shard shard);

  torch::Tensor draw_codes(const torch::Tensor &labels, const torch::Tensor &strengths);
  torch::Tensor draw_directions(std::int64_t n);
  void add_class_term(WeightedLosses &losses, const Judgement &judged) const;
  torch::Tensor strength_loss(const Judgement &judged) const;

  LinearGenerator generator_;
  torch::Tensor target_labels_; ///< int64, of the whole batch
  torch::Tensor strengths_;     ///< of the whole batch: (0.2, 1] of an emotion, up to 0.2 of neutral
};

} // namespace ganmut
