#include "trainer/recipes/official/gaussian_step.h"

#include "trainer/device/device.h"

namespace F = torch::nn::functional;

namespace ganmut {

GaussianStep::GaussianStep(const OfficialOptions &options, torch::Device device, RandomSource &random, Shard shard)
    : GaussianStep(GaussianGenerator(options.dimensions(), options.c_dim, options.g_conv_dim, options.g_repeat_num,
                                     TrunkKind{options.network.conditioning, options.network.output}),
                   options, device, random, shard) {}

GaussianStep::GaussianStep(GaussianGenerator generator, const OfficialOptions &options, torch::Device device,
                           RandomSource &random, Shard shard)
    : OfficialStep(generator.ptr(), options, device, random, shard), generator_(generator) {}

torch::Tensor GaussianStep::named_codes(double) const {
  return generator_->means();
}

/// The official code has one row at each mean, whatever n_r_g is; so have we in a batch too small for n_r_g.
std::int64_t GaussianStep::rows_at_means() const {
  if (is_official() || batch_size() <= options_.n_r_g)
    return std::min<std::int64_t>(batch_size(), options_.c_dim);
  return batch_size() - options_.n_r_g;
}

void GaussianStep::begin() {
  random_.permutation(batch_size()); // the official code draws target labels and never looks at them
  const auto rows = rows_at_means();
  at_means_ = torch::arange(rows, torch::kLong);
  if (!is_official() && rows % options_.c_dim != 0) // no emotion comes out short in the long run
    at_means_ += (random_.uniform({1}) * options_.c_dim).to(torch::kLong);
  at_means_ = to_device(at_means_.remainder(options_.c_dim), device_);
}

torch::Tensor GaussianStep::draw_codes() {
  const auto means = generator_->means().index_select(0, at_means_);
  const auto others = batch_size() - at_means_.size(0);
  return shard_.of(torch::cat({means, 2 * to_device(random_.uniform({others, options_.dimensions()}), device_) - 1}));
}

void GaussianStep::add_discriminator_terms(WeightedLosses &losses, const Judgement &judged,
                                           const torch::Tensor &codes) {
  losses.add("D/loss_expr", F::mse_loss(judged.codes, codes), options_.lambda_expr);
}

void GaussianStep::add_generator_terms(WeightedLosses &losses, const Judgement &judged, const torch::Tensor &codes) {
  const auto wanted = [&] {
    const Autocast exact(Precision::Float32, device_); // half precision has no inverse, and distances need their digits
    return (-generator_->mahalanobis(codes)).log_softmax(1);
  }();
  const auto seen = judged.classes.log_softmax(1);
  const auto divergence = [](const torch::Tensor &of, const torch::Tensor &from) {
    return F::kl_div(from, of, F::KLDivFuncOptions().reduction(torch::kBatchMean).log_target(true));
  };
  losses.add("G/loss_cls", divergence(wanted, seen) + divergence(seen, wanted), options_.lambda_cls);

  const auto classes = shard_.of(at_means_, batch_size());
  const auto sum = F::cross_entropy(judged.classes.slice(0, 0, classes.size(0)), classes,
                                    F::CrossEntropyFuncOptions().reduction(torch::kSum));
  losses.add("G/loss_prediction", shard_.of_mean(sum, at_means_.size(0)), options_.lambda_prediction);
}

torch::Tensor GaussianStep::codes_back(const Judgement &, const Judgement &real) {
  return real.codes;
}

} // namespace ganmut
