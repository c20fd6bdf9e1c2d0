#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "checkpoint/state_dict.h"

namespace ganmut {

/// A named piece of memory of a checkpoint.
struct StorageRef {
  DType dtype = DType::F32;
  std::string_view key;
  std::int64_t count = 0; ///< elements
};

/// A strided view of a storage.
struct TensorRef {
  StorageRef storage;
  std::int64_t offset = 0; ///< elements
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides; ///< elements
};

struct PickleValue;
using PickleItems = std::vector<PickleValue>;

/// One of the few importable names that a state_dict mentions.
struct PickleGlobal {
  enum class Kind { OrderedDict, RebuildTensor, RebuildParameter, Storage };
  Kind kind = Kind::OrderedDict;
  DType dtype = DType::F32; ///< Storage only
};

// Handles: who made them (PickleMachine) owns what they point to. So copying a value costs nothing,
// however often a hostile file repeats it, and values that contain themselves leak nothing.
struct PickleMark {};
struct PickleTuple {
  const PickleItems *items;
};
struct PickleList {
  PickleItems *items;
};
struct PickleDict {
  std::vector<std::pair<PickleValue, PickleValue>> *entries;
};

/// What the opcodes of a checkpoint can make. Text lives in the file's bytes. monostate is None.
struct PickleValue : std::variant<std::monostate, bool, std::int64_t, std::string_view, PickleMark, PickleTuple,
                                  PickleList, PickleDict, PickleGlobal, const StorageRef *, const TensorRef *> {
  using variant::variant;
};

} // namespace ganmut
