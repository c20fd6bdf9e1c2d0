#include "engine/onednn/weights.h"

#include <algorithm>

#include <ganmut/error.h>

#include "checkpoint/conversion.h"
#include "engine/onednn/feature_map.h"

namespace ganmut::onednn {

namespace {

const StoredTensor &tensor(const StateDict &state, const std::string &name) {
  const auto *found = find(state, name);
  if (found == nullptr)
    throw Error(ErrorKind::WrongKind, "The weights lack the tensor " + name + " that this network needs.");
  return *found;
}

} // namespace

std::vector<float> values_of(const StateDict &state, const std::string &name) {
  return floats_of(tensor(state, name));
}

Weights weights_of(const StateDict &state, const std::string &name, bool transposed) {
  const auto &stored = tensor(state, name + ".weight");
  if (stored.shape.size() != 4 || stored.shape[2] != stored.shape[3])
    throw Error(ErrorKind::WrongKind, "The tensor " + name + ".weight is no convolution's.");
  const auto size = [&](int dimension) { return static_cast<int>(stored.shape[dimension]); };
  Weights weights{size(transposed ? 1 : 0), size(transposed ? 0 : 1), size(2), floats_of(stored), {}};
  if (transposed) {
    const auto given = std::move(weights.kernels);
    const int taps = weights.side * weights.side;
    weights.kernels.clear();
    for (int to = 0; to < weights.out; ++to)
      for (int from = 0; from < weights.in; ++from) {
        const auto *kernel = given.data() + (from * weights.out + to) * taps;
        weights.kernels.insert(weights.kernels.end(), kernel, kernel + taps);
      }
  }
  if (const auto *bias = find(state, name + ".bias"))
    weights.bias = floats_of(*bias);
  return weights;
}

Weights stacked(const Weights &first, const Weights &second) {
  Weights both = first;
  both.out += second.out;
  both.kernels.insert(both.kernels.end(), second.kernels.begin(), second.kernels.end());
  both.bias.insert(both.bias.end(), second.bias.begin(), second.bias.end());
  return both;
}

Weights padded(const Weights &weights) {
  Weights result{whole_blocks(weights.out), whole_blocks(weights.in), weights.side, {}, weights.bias};
  const int taps = weights.side * weights.side;
  result.kernels.resize(static_cast<std::size_t>(result.out) * result.in * taps);
  for (int to = 0; to < weights.out; ++to)
    std::copy_n(weights.kernels.data() + to * weights.in * taps, weights.in * taps,
                result.kernels.data() + to * result.in * taps);
  if (!result.bias.empty())
    result.bias.resize(result.out);
  return result;
}

} // namespace ganmut::onednn
