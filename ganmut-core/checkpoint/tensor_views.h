#pragma once

#include <cstddef>

#include "checkpoint/byte_cursor.h"
#include "checkpoint/pickle_value.h"

namespace ganmut {

/// Turns strided views into contiguous tensors. Views can repeat the elements of a storage, so their sizes
/// alone would let a small file claim any amount of memory: `budget` bounds all tensors together.
class TensorViews {
public:
  /// `budget`: bytes.
  explicit TensorViews(std::size_t budget) : budget_(budget) {}

  /// `storage`: all bytes of the view's storage. Throws FormatError for a view that leaves the storage, has a
  /// negative size or stride, or goes beyond the budget.
  StoredTensor contiguous(const TensorRef &view, ByteView storage);

private:
  std::size_t budget_;
};

/// The budget for a file: its tensors may share data, but not without end.
inline std::size_t tensor_budget(ByteView file) {
  return 8 * file.size;
}

} // namespace ganmut
