#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ganmut {

enum class DType { F16, BF16, F32, F64, U8, I8, I16, I32, I64, Bool };

std::size_t size_of(DType dtype);
const char *name_of(DType dtype); ///< as safetensors spells it: "F32"

/// One contiguous tensor of a file. Owns its bytes (row-major, little endian).
struct StoredTensor {
  DType dtype = DType::F32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;
};

/// Named tensors in file order.
using StateDict = std::vector<std::pair<std::string, StoredTensor>>;

/// The tensor called `name`, or null.
const StoredTensor *find(const StateDict &state, const std::string &name);

/// Takes "module." off the names where all have it, as torch.nn.DataParallel saves them.
void unwrap_names(StateDict &state);

} // namespace ganmut
