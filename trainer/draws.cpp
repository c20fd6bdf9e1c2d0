#include "trainer/draws.h"

#include <ATen/CPUGeneratorImpl.h>

namespace ganmut {

RandomDraws::RandomDraws(std::uint64_t seed) : generator_(at::make_generator<at::CPUGeneratorImpl>(seed)) {}

torch::Tensor RandomDraws::permutation(std::int64_t n) {
  return torch::randperm(n, generator_, torch::TensorOptions(torch::kLong));
}

torch::Tensor RandomDraws::uniform(torch::IntArrayRef shape) {
  return torch::rand(shape, generator_);
}

torch::Tensor RandomDraws::normal(torch::IntArrayRef shape) {
  return torch::randn(shape, generator_);
}

torch::Tensor RowDraws::uniform(torch::IntArrayRef shape) {
  auto whole = shape.vec();
  whole.at(0) *= share_.world;
  return share_.of(draws_.uniform(whole));
}

} // namespace ganmut
