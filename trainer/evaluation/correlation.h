#pragma once

#include <vector>

namespace ganmut {

/// Pearson's correlation of two lists of the same length; 0 where one of them is constant.
double pearson(const std::vector<double> &a, const std::vector<double> &b);

/// Spearman's: Pearson's of the ranks, equal values sharing their mean rank.
double spearman(const std::vector<double> &a, const std::vector<double> &b);

} // namespace ganmut
