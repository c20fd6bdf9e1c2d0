#pragma once

#include <vector>

#include "checkpoint/state_dict.h"

namespace ganmut {

/// True for F16, BF16, F32, F64.
bool is_floating(DType dtype);

/// Number of elements.
std::size_t count_of(const StoredTensor &tensor);

/// The values of a floating tensor. Throws Error(BadArgument) for another dtype.
std::vector<float> floats_of(const StoredTensor &tensor);

/// A tensor of dtype F32 or F16 (to nearest even) from values in row-major order.
/// Throws Error(BadArgument) for a value that float16 cannot hold.
StoredTensor stored_from(const std::vector<float> &values, std::vector<std::int64_t> shape, DType dtype);

/// `state` with all floating tensors as `dtype` (F32 or F16); the others stay as they are. Throws as stored_from.
StateDict converted(const StateDict &state, DType dtype);

} // namespace ganmut
