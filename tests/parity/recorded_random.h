#pragma once

#include <deque>
#include <stdexcept>

#include "trainer/random/random_source.h"

namespace reference {

/// Random numbers that the official code drew, handed out in the order of its calls.
class RecordedRandom : public ganmut::RandomSource {
public:
  explicit RecordedRandom(std::deque<torch::Tensor> numbers) : numbers_(std::move(numbers)) {}

  torch::Tensor permutation(std::int64_t n) override { return next({n}, torch::kLong); }
  torch::Tensor uniform(torch::IntArrayRef shape) override { return next(shape, torch::kFloat); }
  torch::Tensor normal(torch::IntArrayRef shape) override { return next(shape, torch::kFloat); }

  std::size_t left() const { return numbers_.size(); }

private:
  torch::Tensor next(torch::IntArrayRef shape, torch::ScalarType type) {
    if (numbers_.empty())
      throw std::runtime_error("more random numbers are drawn than the official code did");
    const auto numbers = numbers_.front();
    numbers_.pop_front();
    if (numbers.sizes() != shape || numbers.scalar_type() != type)
      throw std::runtime_error("other random numbers are drawn than the official code did");
    return numbers;
  }

  std::deque<torch::Tensor> numbers_;
};

} // namespace reference
