#pragma once

#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "checkpoint/conversion.h"
#include "checkpoint/state_dict.h"
#include "suite.h"

/// State dicts that are small enough to try every byte of their files.
namespace small {

using Shape = std::vector<std::int64_t>;

/// A float tensor of that shape with different values in [-1, 1].
inline ganmut::StoredTensor tensor(const Shape &shape) {
  const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(static_cast<int>(i * 37 % 101) - 50) / 50.F + 0.001F;
  return ganmut::stored_from(values, shape, ganmut::DType::F32);
}

inline ganmut::StoredTensor zeros(ganmut::DType dtype, const Shape &shape, std::size_t count) {
  return {dtype, shape, std::vector<std::byte>(count * ganmut::size_of(dtype))};
}

/// One tensor of every type and some odd shapes.
inline ganmut::StateDict mixed() {
  using ganmut::DType;
  ganmut::StateDict state{{"matrix", tensor({2, 3})}, {"scalar", tensor({})}, {"empty", tensor({0, 3})}};
  for (const auto dtype :
       {DType::F16, DType::BF16, DType::F64, DType::U8, DType::I8, DType::I16, DType::I32, DType::I64, DType::Bool})
    state.emplace_back(ganmut::name_of(dtype), zeros(dtype, {2}, 2));
  return state;
}

struct Sizes {
  bool gaussian = false;
  std::int64_t dimensions = 2;
  std::int64_t classes = 3;
  std::int64_t width = 2;
  int blocks = 1;
};

/// The state_dict of an official generator (of our own in a gaussian space of 3 dimensions).
inline ganmut::StateDict generator(const Sizes &sizes = {}) {
  ganmut::StateDict state;
  const auto add = [&](const std::string &name, const Shape &shape) { state.emplace_back(name, tensor(shape)); };
  const auto add_norm = [&](const std::string &name, std::int64_t channels) {
    for (const char *part : {".weight", ".bias", ".running_mean", ".running_var"})
      add(name + part, {channels});
    state.emplace_back(name + ".num_batches_tracked", zeros(ganmut::DType::I64, {}, 1));
  };
  const auto [gaussian, dimensions, classes, width, blocks] = sizes;
  if (gaussian) {
    if (dimensions == 2) {
      add("covariance_angles.weight", {1, classes});
      add("covariance_axes.weight", {classes, dimensions});
    } else {
      add("covariance_factors.weight", {classes, 6});
    }
    add("mu.weight", {classes, dimensions});
  } else {
    add("axes.weight", {classes - 1, dimensions});
    add("axes.bias", {classes - 1});
  }
  int index = 0;
  const auto add_layer = [&](const Shape &shape, std::int64_t out) {
    add("main." + std::to_string(index) + ".weight", shape);
    add_norm("main." + std::to_string(index + 1), out);
    index += 3;
  };
  add_layer({width, 3 + dimensions, 7, 7}, width);
  add_layer({2 * width, width, 4, 4}, 2 * width);
  add_layer({4 * width, 2 * width, 4, 4}, 4 * width);
  for (int i = 0; i < blocks; ++i, ++index)
    for (const int part : {0, 3}) {
      const auto block = "main." + std::to_string(index) + ".main.";
      add(block + std::to_string(part) + ".weight", {4 * width, 4 * width, 3, 3});
      add_norm(block + std::to_string(part + 1), 4 * width);
    }
  add_layer({4 * width, 2 * width, 4, 4}, 2 * width);
  add_layer({2 * width, width, 4, 4}, width);
  add("main." + std::to_string(index) + ".weight", {3, width, 7, 7});
  return state;
}

inline void expect_equal(const ganmut::StateDict &a, const ganmut::StateDict &b) {
  ck_assert_uint_eq(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ck_assert_str_eq(a[i].first.c_str(), b[i].first.c_str());
    ck_assert_msg(a[i].second.dtype == b[i].second.dtype && a[i].second.shape == b[i].second.shape &&
                      a[i].second.bytes == b[i].second.bytes,
                  "%s differs", a[i].first.c_str());
  }
}

} // namespace small
