#pragma once

#include <cstdint>

#include <torch/torch.h>

#include "trainer/distributed/shard.h"

namespace ganmut {

/// The random numbers of a training step, so that recorded ones can take their place.
class RandomSource {
public:
  virtual ~RandomSource() = default;

  /// The numbers 0 .. n - 1 in random order, int64 [n].
  virtual torch::Tensor permutation(std::int64_t n) = 0;
  /// Uniform in [0, 1).
  virtual torch::Tensor uniform(torch::IntArrayRef shape) = 0;
  /// Normal, mean 0, deviation 1.
  virtual torch::Tensor normal(torch::IntArrayRef shape) = 0;
};

/// From LibTorch's generator on the CPU; the same `seed` gives the same numbers.
class SeededRandom : public RandomSource {
public:
  explicit SeededRandom(std::uint64_t seed);

  torch::Tensor permutation(std::int64_t n) override;
  torch::Tensor uniform(torch::IntArrayRef shape) override;
  torch::Tensor normal(torch::IntArrayRef shape) override;

  /// The generator's state, bytes [n].
  torch::Tensor state() const { return generator_.get_state(); }
  void set_state(const torch::Tensor &state) { generator_.set_state(state); }

private:
  at::Generator generator_;
};

/// This process's rows of numbers that are drawn for the whole batch: processes that share a batch draw what one alone
/// would.
class ShardRandom {
public:
  /// `random` must outlive this and stand alike in all processes.
  ShardRandom(RandomSource &random, Shard shard) : random_(random), shard_(shard) {}

  /// Uniform in [0, 1). `shape`: [own rows, ...].
  torch::Tensor uniform(torch::IntArrayRef shape);

private:
  RandomSource &random_;
  Shard shard_;
};

} // namespace ganmut
