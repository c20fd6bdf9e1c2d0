#pragma once

#include <string>
#include <utility>
#include <vector>

#include <torch/torch.h>

#include "../reference.h"
#include "network/state.h"

namespace reference {

/// The tensors of a file of the reference folder, in its order.
class Tensors {
public:
  explicit Tensors(const std::string &path) : path_(path) {
    for (const auto &[key, stored] : load(path))
      tensors_.emplace_back(key, ganmut::to_tensor(stored));
  }

  bool has(const std::string &key) const { return find(key).defined(); }

  torch::Tensor at(const std::string &key) const {
    const auto tensor = find(key);
    ck_assert_msg(tensor.defined(), "%s has no %s", path_.c_str(), key.c_str());
    return tensor;
  }

  /// Those whose key begins with `start`, under what follows it.
  std::vector<std::pair<std::string, torch::Tensor>> below(const std::string &start) const {
    std::vector<std::pair<std::string, torch::Tensor>> result;
    for (const auto &[key, tensor] : tensors_)
      if (key.rfind(start, 0) == 0)
        result.emplace_back(key.substr(start.size()), tensor);
    return result;
  }

  /// The same as weights for a module.
  ganmut::StateDict state(const std::string &start) const {
    ganmut::StateDict result;
    for (const auto &[key, tensor] : below(start))
      result.emplace_back(key, ganmut::to_stored(tensor));
    return result;
  }

private:
  torch::Tensor find(const std::string &key) const {
    for (const auto &[name, tensor] : tensors_)
      if (name == key)
        return tensor;
    return {};
  }

  std::string path_;
  std::vector<std::pair<std::string, torch::Tensor>> tensors_;
};

/// The first file whose path begins with `start`, or an empty text.
inline std::string first_file(const std::string &start) {
  const auto found = files(start);
  return found.empty() ? "" : found.front().first;
}

/// Pictures [N, H, W, 3] uint8 BGR as the networks see them, [N, 3, H, W] in [-1, 1].
inline torch::Tensor network_inputs(const torch::Tensor &pictures) {
  return ((pictures.permute({0, 3, 1, 2}).to(torch::kDouble) / 255.0 - 0.5) / 0.5).to(torch::kFloat).contiguous();
}

/// Largest |a - b|.
inline double distance(const torch::Tensor &a, const torch::Tensor &b) {
  ck_assert_msg(a.sizes() == b.sizes(), "the shapes differ");
  return a.numel() == 0 ? 0 : (a.to(torch::kDouble) - b.to(torch::kDouble)).abs().max().item<double>();
}

/// Fails where a and b differ by more than `tolerance` (NaN differs, too).
inline void check_close(const std::string &what, const torch::Tensor &a, const torch::Tensor &b, double tolerance) {
  const auto apart = distance(a, b);
  ck_assert_msg(apart <= tolerance, "%s: %g apart, %g allowed", what.c_str(), apart, tolerance);
}

/// The same, `tolerance` being a part of the largest magnitude of b.
inline void check_relative(const std::string &what, const torch::Tensor &a, const torch::Tensor &b, double tolerance) {
  check_close(what, a, b, tolerance * std::max(1e-12, b.to(torch::kDouble).abs().max().item<double>()));
}

} // namespace reference
