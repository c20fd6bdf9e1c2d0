#include "trainer/official/gaussian_step.h"

namespace F = torch::nn::functional;

namespace ganmut {

GaussianStep::GaussianStep(const OfficialOptions &options, torch::Device device, Draws &draws)
    : GaussianStep(GaussianGenerator(options.dimensions(), options.c_dim, options.g_conv_dim, options.g_repeat_num),
                   options, device, draws) {}

GaussianStep::GaussianStep(GaussianGenerator generator, const OfficialOptions &options, torch::Device device,
                           Draws &draws)
    : OfficialStep(generator.ptr(), options, device, draws), generator_(generator) {}

torch::Tensor GaussianStep::named_codes(double) const {
  return generator_->means();
}

void GaussianStep::begin() {
  draws_.permutation(batch_size()); // the official code draws target labels and never looks at them
}

torch::Tensor GaussianStep::draw_codes() {
  const auto means = generator_->means().slice(0, 0, at_means());
  const auto others = batch_size() - options_.c_dim;
  if (others < 0)
    return means;
  return torch::cat({means, 2 * draws_.uniform({others, options_.dimensions()}).to(device_) - 1});
}

std::pair<std::string, double> GaussianStep::code_loss() const {
  return {"D/loss_expr", options_.lambda_expr};
}

void GaussianStep::add_generator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) {
  const auto wanted = (-generator_->mahalanobis(codes)).log_softmax(1);
  const auto seen = judged.classes.log_softmax(1);
  const auto divergence = [](const torch::Tensor &of, const torch::Tensor &from) {
    return F::kl_div(from, of, F::KLDivFuncOptions().reduction(torch::kBatchMean).log_target(true));
  };
  losses.add("G/loss_cls", divergence(wanted, seen) + divergence(seen, wanted), options_.lambda_cls);

  const auto classes = torch::arange(at_means(), torch::TensorOptions(device_).dtype(torch::kLong));
  losses.add("G/loss_prediction", F::cross_entropy(judged.classes.slice(0, 0, at_means()), classes),
             options_.lambda_prediction);
}

torch::Tensor GaussianStep::codes_back(const Judgement &, const Judgement &real) {
  return real.codes;
}

} // namespace ganmut
