#include "trainer/random/random_source.h"

#include <ATen/CPUGeneratorImpl.h>

namespace ganmut {

SeededRandom::SeededRandom(std::uint64_t seed) : generator_(at::make_generator<at::CPUGeneratorImpl>(seed)) {}

torch::Tensor SeededRandom::permutation(std::int64_t n) {
  return torch::randperm(n, generator_, torch::TensorOptions(torch::kLong));
}

torch::Tensor SeededRandom::uniform(torch::IntArrayRef shape) {
  return torch::rand(shape, generator_);
}

torch::Tensor SeededRandom::normal(torch::IntArrayRef shape) {
  return torch::randn(shape, generator_);
}

torch::Tensor ShardRandom::uniform(torch::IntArrayRef shape) {
  auto whole = shape.vec();
  whole.at(0) *= shard_.world;
  return shard_.of(random_.uniform(whole));
}

} // namespace ganmut
