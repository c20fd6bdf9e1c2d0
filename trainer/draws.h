#pragma once

#include <cstdint>

#include <torch/torch.h>

#include "trainer/run/share.h"

namespace ganmut {

/// The random numbers of a training step, so that recorded ones can take their place.
class Draws {
public:
  virtual ~Draws() = default;

  /// The numbers 0 .. n - 1 in random order, int64 [n].
  virtual torch::Tensor permutation(std::int64_t n) = 0;
  /// Uniform in [0, 1).
  virtual torch::Tensor uniform(torch::IntArrayRef shape) = 0;
  /// Normal, mean 0, deviation 1.
  virtual torch::Tensor normal(torch::IntArrayRef shape) = 0;
};

/// From LibTorch's generator on the CPU; the same `seed` gives the same numbers.
class RandomDraws : public Draws {
public:
  explicit RandomDraws(std::uint64_t seed);

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
class RowDraws {
public:
  /// `draws` must outlive this and stand alike in all processes.
  RowDraws(Draws &draws, Share share) : draws_(draws), share_(share) {}

  /// Uniform in [0, 1). `shape`: [own rows, ...].
  torch::Tensor uniform(torch::IntArrayRef shape);

private:
  Draws &draws_;
  Share share_;
};

} // namespace ganmut
