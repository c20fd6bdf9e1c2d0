#pragma once

#include <vector>

#include <opencv2/core.hpp>
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

/// Pearson's correlation of two lists of the same length; 0 where one of them is constant.
double pearson(const std::vector<double> &a, const std::vector<double> &b);

/// Spearman's: Pearson's of the ranks, equal values sharing their mean rank.
double spearman(const std::vector<double> &a, const std::vector<double> &b);

/// The structural similarity (Wang et al. 2004) of two pictures of the same size (CV_8UC3 BGR), in grey, its mean over
/// `part`: window gaussian, 11 pixels wide, deviation 1.5; K1 = 0.01, K2 = 0.03, L = 255. 1 for equal pictures.
double ssim(const cv::Mat &a, const cv::Mat &b, const cv::Rect &part);

/// Where the points of a face go between two emotions, as real faces of a data set tell.
class LandmarkShifts {
public:
  /// `landmarks`: [N, 68, 2]; `labels`: [N] int64. The mean of each class is made symmetric: a mirrored face shows the
  /// same emotion.
  LandmarkShifts(const torch::Tensor &landmarks, const torch::Tensor &labels, std::int64_t classes);

  /// Mean of class `to` minus mean of class `from`, [68, 2].
  torch::Tensor between(int from, int to) const { return means_[to] - means_[from]; }

private:
  torch::Tensor means_; ///< [classes, 68, 2]
};

/// How far `moved` goes along `expected` (both [68, 2]): <m, e> / <e, e>. 1 is the whole mean shift; 0 where nothing is
/// expected.
double amount_of(const torch::Tensor &moved, const torch::Tensor &expected);

/// Whether it goes that way: the cosine of their angle, 0 where one of them is 0.
double cosine_of(const torch::Tensor &moved, const torch::Tensor &expected);

} // namespace ganmut
