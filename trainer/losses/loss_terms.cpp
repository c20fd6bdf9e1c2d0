#include "trainer/losses/loss_terms.h"

#include "trainer/augment/batch_augment.h"

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

torch::Tensor consistency_loss(GeneratorModule &generator, const torch::Tensor &pictures, const torch::Tensor &codes,
                               const torch::Tensor &edited, ShardRandom &random) {
  const auto n = pictures.size(0), side = pictures.size(3), rim = side / 16 + 2;
  const auto symmetric = [&](torch::IntArrayRef shape, double size) { return (random.uniform(shape) * 2 - 1) * size; };
  const auto linear = turned_and_scaled(symmetric({n}, 0.02), 1 + symmetric({n}, 0.01));
  const auto shift = symmetric({n, 2, 1}, 3. / static_cast<double>(side));
  const auto moves = torch::cat({linear, shift}, 2).to(pictures.device());
  const auto moved_first = generator.forward(resampled(pictures, moves), codes);
  const auto difference = (moved_first - resampled(edited, moves)).abs();
  return difference.slice(2, rim, side - rim).slice(3, rim, side - rim).mean();
}

torch::Tensor off_face(int size, torch::Device device) {
  const auto at = (torch::arange(size, device) + 0.5) / size;
  const auto x = (at.view({1, 1, 1, -1}) - 0.5) / 0.38, y = (at.view({1, 1, -1, 1}) - 0.54) / 0.46;
  return (((x.square() + y.square()).sqrt() - 0.95) / 0.15).clamp(0, 1);
}

} // namespace ganmut
