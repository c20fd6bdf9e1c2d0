#pragma once

#include <deque>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "tensors.h"
#include "trainer/random/random_source.h"
#include "trainer/recipes/official/official_step.h"

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

/// One entry of the manifest's `training`: a run of the official trainer, ready to be repeated.
class TrainingCase {
public:
  /// `name`: key in `training`; `entry`: its value.
  TrainingCase(const std::string &name, const Json &entry);

  const std::string name;
  const Json entry;
  const Tensors file;
  const ganmut::OfficialOptions options;

  /// A trajectory has many iterations, each with a batch of its own.
  bool is_trajectory() const { return entry.contains("batches_used"); }
  ganmut::LabelledBatch batch(std::int64_t iteration) const;

  RecordedRandom random;
  std::unique_ptr<ganmut::OfficialStep> step; ///< with the initial weights of the case

private:
  std::map<std::int64_t, std::string> batch_files_;
};

/// All entries of the manifest's `training` by name.
inline const Json &training_cases() {
  return manifest().at("training");
}

} // namespace reference
