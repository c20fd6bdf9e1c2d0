#include "trainer/losses/regularization.h"

namespace ganmut {

namespace {

/// [N, values of a picture]
torch::Tensor gradients(const torch::Tensor &scores, const torch::Tensor &pictures) {
  return torch::autograd::grad({scores.sum()}, {pictures}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0].flatten(
      1);
}

} // namespace

torch::Tensor gradient_penalty(const torch::Tensor &scores, const torch::Tensor &pictures) {
  const auto norms = gradients(scores, pictures).pow(2).sum(1).sqrt();
  return (norms - 1).pow(2).mean();
}

torch::Tensor r1_penalty(const torch::Tensor &scores, const torch::Tensor &pictures) {
  return 0.5 * gradients(scores, pictures).pow(2).sum(1).mean();
}

torch::Tensor between(const torch::Tensor &real, const torch::Tensor &fake, const torch::Tensor &part) {
  return (part * real + (1 - part) * fake).detach().requires_grad_();
}

} // namespace ganmut
