#pragma once

#include <string>

#include <torch/torch.h>

#include "trainer/data/aligned_faces.h"

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

/// What the classifier says of N faces.
struct ClassifierOutput {
  torch::Tensor embeddings;    ///< [N, embedding_size]
  torch::Tensor probabilities; ///< [N, classes]
};

/// Runs the classifier, which must be in eval mode, in batches. `crops`: [N, 3, judged_size, judged_size] uint8 BGR.
ClassifierOutput run_classifier(ExpressionClassifier &classifier, const torch::Tensor &crops);

/// A classifier and the file that holds it.
struct CachedClassifier {
  ExpressionClassifier classifier{nullptr}; ///< in eval mode
  std::string path;
};

/// The classifier of `classes` emotions for the faces `training`, cut out as judged_crop() does, judged_size wide: read
/// from `folder`/classifier-HASH.safetensors, or trained (some minutes of one CPU core) and written there. The hash is
/// one of the crops, their labels and this code's version, so that whatever changes what is learnt gives another file.
/// The same faces give the same classifier. Throws Error: Failed (the file cannot be written), BadFile (it is damaged).
CachedClassifier cached_classifier(const std::string &folder, const AlignedFaces &training, std::int64_t classes);

} // namespace ganmut
