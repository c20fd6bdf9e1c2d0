#pragma once

#include "network/gaussian_generator.h"
#include "trainer/official/official_step.h"

namespace ganmut {

/// Training of the gaussian parametrization (GGANmut).
class GaussianStep : public OfficialStep {
public:
  GaussianStep(const OfficialOptions &options, torch::Device device, Draws &draws);

  torch::Tensor named_codes(double strength) const override;

protected:
  void begin() override;
  torch::Tensor draw_codes() override;
  std::pair<std::string, double> code_loss() const override;
  void add_generator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) override;
  torch::Tensor codes_back(const Judgement &judged, const Judgement &real) override;

private:
  GaussianStep(GaussianGenerator generator, const OfficialOptions &options, torch::Device device, Draws &draws);

  /// Pictures of the batch that are edited to the means of the emotions, the first of it.
  std::int64_t at_means() const { return std::min<std::int64_t>(batch_size(), options_.c_dim); }

  GaussianGenerator generator_;
};

} // namespace ganmut
