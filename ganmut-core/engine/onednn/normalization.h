#pragma once

#include <vector>

#include "engine/onednn/feature_map.h"
#include "worker/thread_pool.h"

namespace ganmut::onednn {

enum class Activation { None, Relu, Silu };

/// Normalization by the statistics of the map at hand, as torch's instance_norm and group_norm (eps 1e-5), and what
/// follows it, in one go.
class Normalization {
public:
  /// `channels`: a multiple of 8. `group`: channels that share their statistics; 1 is instance normalization.
  Normalization(int channels, int group, Activation activation);

  /// Normalizes `in`, scales and shifts every channel by `scale` and `shift` [channels], activates it and adds `skip`
  /// where there is one. `out`: a map of the same size, may be `in` or `skip`.
  void run(const FeatureMap &in, const float *scale, const float *shift, const FeatureMap *skip, const FeatureMap &out,
           ThreadPool &threads);

private:
  int group_;
  Activation activation_;
  std::vector<double> means_, squares_; ///< of each channel: its mean, and the mean square of the distances to it
  std::vector<float> centres_, scales_; ///< of each channel: subtracted, multiplied
};

} // namespace ganmut::onednn
