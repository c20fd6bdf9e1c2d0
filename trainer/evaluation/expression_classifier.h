#pragma once

#include <torch/torch.h>

namespace ganmut {

/// Tells which emotion a face shows. Independent of what trains generators: another architecture (batch norm, one
/// global view instead of patches), other random numbers, other augmentation, real faces only.
struct ExpressionClassifierImpl : torch::nn::Module {
  static constexpr int embedding_size = 32;

  explicit ExpressionClassifierImpl(std::int64_t classes);

  /// `pictures`: [N, 3, judged_size, judged_size] BGR in [-1, 1]. Returns [N, embedding_size], not negative.
  torch::Tensor embed(const torch::Tensor &pictures);
  /// `embedding` as embed() gives it. Returns logits [N, classes].
  torch::Tensor classify(const torch::Tensor &embedding);

private:
  torch::nn::Sequential trunk_{nullptr};
  torch::nn::Linear embedding_{nullptr}, classes_{nullptr};
  torch::nn::Dropout dropout_{nullptr};
};
TORCH_MODULE(ExpressionClassifier);

/// What a classifier says of faces, row by row.
struct Verdicts {
  torch::Tensor embeddings;    ///< [N, embedding_size]
  torch::Tensor probabilities; ///< [N, classes]
};

/// `crops`: [N, 3, S, S] uint8 BGR. The classifier must be in eval mode.
Verdicts judge(ExpressionClassifier &classifier, const torch::Tensor &crops);

} // namespace ganmut
