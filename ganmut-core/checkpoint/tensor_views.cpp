#include "checkpoint/tensor_views.h"

#include <limits>

namespace ganmut {

namespace {

constexpr std::size_t most_dimensions = 16;

/// Number of elements. Throws for a shape whose elements cannot be counted.
std::int64_t count_of(const std::vector<std::int64_t> &shape) {
  std::int64_t count = 1;
  bool empty = false;
  for (const auto size : shape) {
    if (size < 0 || (size > 0 && count > std::numeric_limits<std::int64_t>::max() / size))
      throw FormatError("a tensor has an impossible shape");
    empty = empty || size == 0;
    count *= size == 0 ? 1 : size;
  }
  return empty ? 0 : count;
}

/// The largest index that the view reaches, for one that has elements.
std::int64_t last_index(const TensorRef &view) {
  std::int64_t last = view.offset;
  for (std::size_t i = 0; i < view.shape.size(); ++i) {
    std::int64_t step = 0;
    if (view.strides[i] < 0 || __builtin_mul_overflow(view.shape[i] - 1, view.strides[i], &step) ||
        __builtin_add_overflow(last, step, &last))
      throw FormatError("a tensor has an impossible stride");
  }
  return last;
}

} // namespace

StoredTensor TensorViews::contiguous(const TensorRef &view, ByteView storage) {
  if (view.shape.size() != view.strides.size() || view.shape.size() > most_dimensions || view.offset < 0)
    throw FormatError("a tensor has an impossible shape");
  const auto element = size_of(view.storage.dtype);
  const auto count = static_cast<std::size_t>(count_of(view.shape));
  StoredTensor tensor{view.storage.dtype, view.shape, {}};
  if (count == 0)
    return tensor;
  if (static_cast<std::size_t>(last_index(view)) >= storage.size / element)
    throw FormatError("a tensor reaches beyond its data");
  if (count > budget_ / element)
    throw FormatError("its tensors claim far more data than the file holds");
  budget_ -= count * element;
  tensor.bytes.resize(count * element);

  // Counts through the indices like an odometer, the last dimension fastest.
  std::vector<std::int64_t> index(view.shape.size(), 0);
  std::int64_t from = view.offset;
  for (std::size_t to = 0; to < count; ++to) {
    std::memcpy(tensor.bytes.data() + to * element, storage.data + static_cast<std::size_t>(from) * element, element);
    for (auto i = index.size(); i-- > 0;) {
      from += view.strides[i];
      if (++index[i] < view.shape[i])
        break;
      from -= view.strides[i] * view.shape[i];
      index[i] = 0;
    }
  }
  return tensor;
}

} // namespace ganmut
