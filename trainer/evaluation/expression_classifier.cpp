#include "trainer/evaluation/expression_classifier.h"

namespace ganmut {

namespace {

namespace nn = torch::nn;

void add_layer(nn::Sequential &layers, std::int64_t in, std::int64_t out, std::int64_t stride) {
  layers->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 3).stride(stride).padding(1).bias(false)));
  layers->push_back(nn::BatchNorm2d(out));
  layers->push_back(nn::ReLU(true));
}

} // namespace

ExpressionClassifierImpl::ExpressionClassifierImpl(std::int64_t classes) {
  nn::Sequential trunk;
  add_layer(trunk, 3, 16, 2);
  add_layer(trunk, 16, 32, 2);
  add_layer(trunk, 32, 32, 1);
  add_layer(trunk, 32, 64, 2);
  add_layer(trunk, 64, 64, 1);
  add_layer(trunk, 64, 96, 2);
  trunk_ = register_module("trunk", trunk);
  constexpr int side = 4; // of what is left of a picture; where on the face something is counts
  embedding_ = register_module("embedding", nn::Linear(96 * side * side, embedding_size));
  classes_ = register_module("classes", nn::Linear(embedding_size, classes));
  dropout_ = register_module("dropout", nn::Dropout(0.3));
}

torch::Tensor ExpressionClassifierImpl::embed(const torch::Tensor &pictures) {
  return embedding_(dropout_(trunk_->forward(pictures).flatten(1))).relu();
}

torch::Tensor ExpressionClassifierImpl::classify(const torch::Tensor &embedding) {
  return classes_(embedding);
}

Verdicts judge(ExpressionClassifier &classifier, const torch::Tensor &crops) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> embeddings, probabilities;
  for (const auto &part : crops.split(256)) {
    embeddings.push_back(classifier->embed(part.to(torch::kFloat) / 127.5 - 1));
    probabilities.push_back(classifier->classify(embeddings.back()).softmax(1));
  }
  return {torch::cat(embeddings), torch::cat(probabilities)};
}

} // namespace ganmut
