#include "trainer/evaluation/expression_classifier.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "checkpoint/safetensors.h"
#include "network/state.h"
#include "trainer/augment/batch_augment.h"
#include "trainer/data/stable_hash.h"
#include "trainer/random/random_source.h"

namespace nn = torch::nn;

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

namespace nn = torch::nn;

void add_layer(nn::Sequential &layers, std::int64_t in, std::int64_t out, std::int64_t stride) {
  layers->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 3).stride(stride).padding(1).bias(false)));
  layers->push_back(nn::BatchNorm2d(out));
  layers->push_back(nn::ReLU(true));
}

constexpr std::uint64_t version = 3; // of all below that changes what is learnt
constexpr std::uint64_t seed = 20211;
constexpr int batch_size = 64;

/// Enough for a small set to be learnt and for a large one to be seen some times.
int iterations_for(std::int64_t faces) {
  return static_cast<int>(std::clamp<std::int64_t>(20 * faces / batch_size, 150, 2000));
}

std::string_view bytes_of(const torch::Tensor &tensor) {
  return {static_cast<const char *>(tensor.data_ptr()), tensor.nbytes()};
}

/// Faces to learn from.
struct Examples {
  torch::Tensor crops;  ///< [N, 3, judged_size, judged_size] uint8 BGR
  torch::Tensor labels; ///< [N] int64
};

std::string file_name(const Examples &faces, std::int64_t classes) {
  const auto hash = StableHash()
                        .add(version)
                        .add(static_cast<std::uint64_t>(classes))
                        .add(bytes_of(faces.labels))
                        .add(bytes_of(faces.crops))
                        .value();
  return fmt::format("classifier-{:016x}.safetensors", hash);
}

/// `count` rows in which every class that has faces is as frequent as any other.
torch::Tensor balanced_rows(const std::vector<torch::Tensor> &rows_of_class, int count, SeededRandom &random) {
  const auto classes = static_cast<std::int64_t>(rows_of_class.size());
  const auto numbers = random.uniform({count});
  auto rows = torch::empty({count}, torch::kLong);
  for (int i = 0; i < count; ++i) {
    const auto &members = rows_of_class[static_cast<std::size_t>(i % classes)];
    rows[i] = members[(numbers[i] * members.size(0)).to(torch::kLong)];
  }
  return rows;
}

/// An ellipse of a plain colour somewhere on some of the faces `x` [N, 3, S, S], whose labels stay: paint is no
/// emotion.
torch::Tensor painted(const torch::Tensor &x, SeededRandom &random) {
  const auto n = x.size(0), side = x.size(3);
  const auto between = [&](double low, double high) { return low + (high - low) * random.uniform({n, 1, 1, 1}); };
  const auto at = (torch::arange(side) + 0.5) / side;
  const auto dx = (at.view({1, 1, 1, -1}) - between(0.2, 0.8)) / between(0.05, 0.2);
  const auto dy = (at.view({1, 1, -1, 1}) - between(0.2, 0.8)) / between(0.03, 0.12);
  const auto colour = random.uniform({n, 3, 1, 1}) * 2 - 1;
  const auto cover = ((1.15 - (dx.square() + dy.square()).sqrt()) / 0.3).clamp(0, 1) * (between(0, 1) < 0.3);
  return x + cover * (colour - x);
}

/// Mirror, a small similarity, plain paint, light, colour, cutout, blur. `crops`: [N, 3, S, S] uint8; the result is in
/// [-1, 1].
torch::Tensor augmented(const torch::Tensor &crops, SeededRandom &random) {
  ShardRandom shard_random(random, Shard());
  const auto n = crops.size(0);
  auto x = crops.to(torch::kFloat) / 127.5 - 1;
  x = torch::where(random.uniform({n, 1, 1, 1}) < 0.5, x.flip(3), x);
  auto none = torch::zeros({n, 1, 2});
  jitter(x, none, shard_random);
  for (int blob = 0; blob < 3; ++blob)
    x = painted(x, random);
  x = diff_augment(x, shard_random);
  const auto blurred = (random.uniform({n}) < 0.3).nonzero().flatten();
  return x.index_copy(0, blurred,
                      F::avg_pool2d(x.index_select(0, blurred),
                                    F::AvgPool2dFuncOptions(3).stride(1).padding(1).count_include_pad(false)));
}

ExpressionClassifier trained(const Examples &faces, std::int64_t classes) {
  torch::manual_seed(seed);
  SeededRandom random(seed);
  ExpressionClassifier classifier(classes);
  std::vector<torch::Tensor> rows_of_class;
  for (std::int64_t k = 0; k < classes; ++k)
    if (const auto rows = (faces.labels == k).nonzero().flatten(); rows.size(0) > 0)
      rows_of_class.push_back(rows);

  constexpr double rate = 2e-3;
  const int iterations = iterations_for(faces.labels.size(0));
  const int batch = static_cast<int>(std::min<std::int64_t>(batch_size, faces.labels.size(0)));
  torch::optim::AdamW adam(classifier->parameters(), torch::optim::AdamWOptions(rate).weight_decay(0.02));
  for (int i = 0; i < iterations; ++i) {
    const auto warm = std::min(1., (i + 1) / 50.), done = static_cast<double>(i) / iterations;
    static_cast<torch::optim::AdamWOptions &>(adam.param_groups()[0].options())
        .lr(rate * warm * 0.5 * (1 + std::cos(M_PI * done)));
    const auto rows = balanced_rows(rows_of_class, batch, random);
    const auto logits = classifier->classify(classifier->embed(augmented(faces.crops.index_select(0, rows), random)));
    const auto loss =
        F::cross_entropy(logits, faces.labels.index_select(0, rows), F::CrossEntropyFuncOptions().label_smoothing(0.1));
    adam.zero_grad();
    loss.backward();
    adam.step();
    if ((i + 1) % 250 == 0)
      spdlog::info("classifier: {} of {} iterations, loss {:.3f}", i + 1, iterations, loss.item<double>());
  }
  return classifier;
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

ClassifierOutput run_classifier(ExpressionClassifier &classifier, const torch::Tensor &crops) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> embeddings, probabilities;
  for (const auto &part : crops.split(256)) {
    embeddings.push_back(classifier->embed(part.to(torch::kFloat) / 127.5 - 1));
    probabilities.push_back(classifier->classify(embeddings.back()).softmax(1));
  }
  return {torch::cat(embeddings), torch::cat(probabilities)};
}

CachedClassifier cached_classifier(const std::string &folder, const AlignedFaces &training, std::int64_t classes) {
  const Examples examples{training.pictures(), training.labels};
  const auto path = (std::filesystem::path(folder) / file_name(examples, classes)).string();
  ExpressionClassifier classifier(classes);
  if (std::filesystem::exists(path)) {
    load_state(*classifier, read_safetensors(path).tensors);
    spdlog::info("Classifier: {}", path);
  } else {
    spdlog::info("Training a classifier on {} faces, once", training.size());
    classifier = trained(examples, classes);
    write_safetensors(path, {state_of(*classifier), {}});
  }
  classifier->eval();
  return {classifier, path};
}

} // namespace ganmut
