#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <torch/torch.h>

namespace ganmut {

/// The rows of every batch that this process works on. All processes have equally many, in the order of their ranks;
/// each draws the random numbers of the whole batch, so that they agree on them.
struct Shard {
  int rank = 0;  ///< of this process, [0, world)
  int world = 1; ///< processes

  /// Where the own rows of a batch of `whole` rows begin.
  std::int64_t begin(std::int64_t whole) const { return rank * (whole / world); }

  /// The own ones among `rows`, which are the first of a batch of `whole` rows; perhaps none.
  torch::Tensor of(const torch::Tensor &rows, std::int64_t whole) const {
    return rows.slice(0, begin(whole), begin(whole) + whole / world);
  }

  /// The own rows of a whole batch.
  torch::Tensor of(const torch::Tensor &whole) const { return of(whole, whole.size(0)); }

  /// This process's part of a mean: averaged over the processes the parts are the mean. `sum`: over the own rows.
  /// `count`: rows of all processes that the mean is of, a number or a scalar tensor.
  template <typename Count> torch::Tensor of_mean(const torch::Tensor &sum, const Count &count) const {
    return sum * world / count;
  }
};

/// Called between the backward pass and the optimizer with the parameters that it moves, to average their gradients
/// over processes. A gradient is undefined in all processes or in none.
using GradientExchange = std::function<void(const std::vector<torch::Tensor> &parameters)>;

} // namespace ganmut
