#pragma once

#include <torch/torch.h>

namespace ganmut {

/// A normal distribution in D dimensions.
struct Normal {
  torch::Tensor mean;       ///< [D] double
  torch::Tensor covariance; ///< [D, D] double
};

/// The normal distribution with the mean and the covariance (divided by the sum of the weights) of `rows` [N, D].
/// `weights`: [N], not negative; undefined: all the same. N is at least 1.
Normal normal_of(const torch::Tensor &rows, const torch::Tensor &weights = {});

/// The Fréchet distance of two normal distributions, squared as is customary (Dowson and Landau 1982; Heusel et al.
/// 2017, "FID"): |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). Singular covariances are allowed; nothing is shrunk.
double frechet_distance(const Normal &a, const Normal &b);

} // namespace ganmut
