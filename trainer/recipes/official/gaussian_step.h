#pragma once

#include "network/gaussian_generator.h"
#include "trainer/recipes/official/official_step.h"

namespace ganmut {

/// Training of the gaussian parametrization (GGANmut).
class GaussianStep : public OfficialStep {
public:
  GaussianStep(const OfficialOptions &options, torch::Device device, RandomSource &random, Shard shard);

  torch::Tensor named_codes(double strength) const override;

protected:
  void begin() override;
  torch::Tensor draw_codes() override;
  void add_discriminator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) override;
  void add_generator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) override;
  torch::Tensor codes_back(const Judgement &judged, const Judgement &real) override;

private:
  GaussianStep(GaussianGenerator generator, const OfficialOptions &options, torch::Device device, RandomSource &random,
               Shard shard);

  std::int64_t rows_at_means() const;

  GaussianGenerator generator_;
  torch::Tensor at_means_; ///< int64, the emotions at whose means the first rows of the whole batch stand
};

} // namespace ganmut
