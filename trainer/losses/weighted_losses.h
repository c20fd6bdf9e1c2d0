#pragma once

#include <string>
#include <utility>
#include <vector>

#include <torch/torch.h>

#include "trainer/losses/losses.h"

namespace ganmut {

/// A sum of weighted loss terms that remembers each of them.
class WeightedLosses {
public:
  /// `value`: a scalar. `name`: as it appears in the log.
  void add(const std::string &name, const torch::Tensor &value, double weight = 1);

  const torch::Tensor &total() const { return total_; }

  /// Every term, unweighted.
  Losses values() const;

private:
  std::vector<std::pair<std::string, torch::Tensor>> terms_;
  torch::Tensor total_;
};

} // namespace ganmut
