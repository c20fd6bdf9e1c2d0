#include "checkpoint/official_layout.h"

#include <array>
#include <set>

#include <ganmut/error.h>

namespace ganmut {

namespace {

using Shape = std::vector<std::int64_t>;

/// Names and shapes of all tensors of an official generator, in the order of its state_dict.
class Layout {
public:
  explicit Layout(const ModelInfo &info) {
    const std::int64_t dimensions = info.dimensions, classes = info.classes;
    if (info.parametrization == Parametrization::Linear) {
      add("axes.weight", {classes - 1, dimensions});
      add("axes.bias", {classes - 1});
    } else {
      if (dimensions == 2) {
        add("covariance_angles.weight", {1, classes});
        add("covariance_axes.weight", {classes, 2});
      } else {
        add("covariance_factors.weight", {classes, 6});
      }
      add("mu.weight", {classes, dimensions});
    }
    std::int64_t channels = info.width;
    add_convolution({channels, 3 + dimensions, 7, 7}, channels);
    for (int i = 0; i < 2; ++i, channels *= 2)
      add_convolution({2 * channels, channels, 4, 4}, 2 * channels);
    for (int i = 0; i < info.blocks; ++i, ++index_) {
      const auto inner = "main." + std::to_string(index_) + ".main.";
      for (const int part : {0, 3}) {
        add(inner + std::to_string(part) + ".weight", {channels, channels, 3, 3});
        add_norm(inner + std::to_string(part + 1), channels);
      }
    }
    for (int i = 0; i < 2; ++i, channels /= 2)
      add_convolution({channels, channels / 2, 4, 4}, channels / 2);
    add("main." + std::to_string(index_) + ".weight", {3, channels, 7, 7});
  }

  const std::vector<std::pair<std::string, Shape>> &tensors() const { return tensors_; }

private:
  void add(const std::string &name, Shape shape) { tensors_.emplace_back(name, std::move(shape)); }

  void add_norm(const std::string &name, std::int64_t channels) {
    for (const char *part : {".weight", ".bias", ".running_mean", ".running_var"})
      add(name + part, {channels});
    add(name + ".num_batches_tracked", {});
  }

  /// Convolution, norm and an activation without weights.
  void add_convolution(Shape shape, std::int64_t out) {
    add("main." + std::to_string(index_) + ".weight", std::move(shape));
    add_norm("main." + std::to_string(index_ + 1), out);
    index_ += 3;
  }

  int index_ = 0; ///< in the sequence `main`
  std::vector<std::pair<std::string, Shape>> tensors_;
};

[[noreturn]] void wrong_kind(const std::string &path, const std::string &what) {
  throw Error(ErrorKind::WrongKind, "'" + path + "' holds " + what + "; a generator is needed (N-G.ckpt).");
}

bool starts_with(const std::string &text, const char *start) {
  return text.rfind(start, 0) == 0;
}

bool is_discriminator(const StateDict &tensors) {
  return find(tensors, "conv1.weight") != nullptr && find(tensors, "conv2.weight") != nullptr;
}

/// The tensor `name`, which must be a matrix of a size that networks have.
const StoredTensor &matrix(const StateDict &tensors, const std::string &name, const std::string &path) {
  const auto *tensor = find(tensors, name);
  if (tensor == nullptr || tensor->shape.size() != 2)
    wrong_kind(path, "another network (no matrix '" + name + "')");
  return *tensor;
}

/// Residual blocks are the only parts of `main` that have a `main` of their own.
int count_blocks(const StateDict &tensors) {
  std::set<std::string> blocks;
  for (const auto &[name, tensor] : tensors)
    if (const auto inner = name.find(".main."); starts_with(name, "main.") && inner != std::string::npos)
      blocks.insert(name.substr(0, inner));
  return static_cast<int>(blocks.size());
}

void check_layout(const ModelInfo &info, const StateDict &tensors, const std::string &path) {
  const Layout layout(info);
  std::set<std::string> known;
  for (const auto &[name, shape] : layout.tensors()) {
    known.insert(name);
    const auto *tensor = find(tensors, name);
    if (tensor == nullptr && !is_statistics(name))
      wrong_kind(path, "an incomplete or another network (no '" + name + "')");
    if (tensor != nullptr && tensor->shape != shape)
      throw Error(ErrorKind::BadFile, "'" + path + "' is no sound generator: '" + name +
                                          "' has a shape that does not fit the other tensors.");
  }
  for (const auto &[name, tensor] : tensors)
    if (known.count(name) == 0)
      wrong_kind(path, "another network (with '" + name + "')");
}

} // namespace

bool is_statistics(const std::string &name) {
  const auto last = name.substr(name.rfind('.') + 1);
  return last == "running_mean" || last == "running_var" || last == "num_batches_tracked";
}

std::vector<std::string> affectnet_names(int classes) {
  constexpr std::array<const char *, 8> affectnet{"neutral", "happy",   "sad",   "surprise",
                                                  "fear",    "disgust", "anger", "contempt"};
  std::vector<std::string> names;
  for (int i = 0; i < classes; ++i)
    names.push_back(i < static_cast<int>(affectnet.size()) ? affectnet[i] : "emotion" + std::to_string(i));
  return names;
}

ModelInfo infer_info(const StateDict &tensors, const std::string &path) {
  if (is_discriminator(tensors))
    wrong_kind(path, "a discriminator");
  ModelInfo info;
  info.parametrization = find(tensors, "mu.weight") == nullptr ? Parametrization::Linear : Parametrization::Gaussian;
  const bool linear = info.parametrization == Parametrization::Linear;
  const auto &places = matrix(tensors, linear ? "axes.weight" : "mu.weight", path);
  const auto *first = find(tensors, "main.0.weight");
  if (first == nullptr || first->shape.size() != 4)
    wrong_kind(path, "another network (no convolution 'main.0.weight')");
  constexpr std::int64_t largest = 1 << 16; // keeps the arithmetic of sizes far from its limits
  const auto classes = places.shape[0] + (linear ? 1 : 0), dimensions = places.shape[1], width = first->shape[0];
  if (classes < 2 || classes > largest || dimensions < 2 || dimensions > 3 || width < 1 || width > largest)
    wrong_kind(path, "another network (its sizes are not those of a generator)");
  info.classes = static_cast<int>(classes);
  info.dimensions = static_cast<int>(dimensions);
  info.width = static_cast<int>(width);
  info.blocks = count_blocks(tensors);
  check_layout(info, tensors, path);
  info.emotions = affectnet_names(info.classes);
  return info;
}

} // namespace ganmut
