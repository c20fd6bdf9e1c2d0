#include "trainer/average.h"

namespace ganmut {

void update_average(torch::nn::Module &average, const torch::nn::Module &module, double decay) {
  torch::NoGradGuard no_grad;
  const auto from = module.parameters(), to = average.parameters();
  for (std::size_t i = 0; i < from.size(); ++i)
    to[i].lerp_(from[i], 1 - decay);
}

} // namespace ganmut
