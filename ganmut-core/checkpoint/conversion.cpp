#include "checkpoint/conversion.h"

#include <cmath>
#include <cstring>

#include <opencv2/core/cvdef.h>

#include <ganmut/error.h>

namespace ganmut {

namespace {

/// A bfloat16 is the upper half of a float.
struct BFloat16 {
  std::uint16_t bits;
  explicit operator float() const {
    const std::uint32_t wide = std::uint32_t{bits} << 16U;
    float value = 0.F;
    std::memcpy(&value, &wide, sizeof(value));
    return value;
  }
};

template <typename From> std::vector<float> floats_from(const std::vector<std::byte> &bytes) {
  std::vector<float> values(bytes.size() / sizeof(From));
  for (std::size_t i = 0; i < values.size(); ++i) {
    From value;
    std::memcpy(&value, bytes.data() + i * sizeof(From), sizeof(From));
    values[i] = static_cast<float>(value);
  }
  return values;
}

cv::float16_t half_of(float value) {
  const cv::float16_t half(value);
  if (std::isfinite(value) && !std::isfinite(static_cast<float>(half)))
    throw Error(ErrorKind::BadArgument, "The weights are too large to be stored as float16; store them as float32.",
                "largest finite value: 65504");
  return half;
}

} // namespace

bool is_floating(DType dtype) {
  return dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F32 || dtype == DType::F64;
}

std::size_t count_of(const StoredTensor &tensor) {
  return tensor.bytes.size() / size_of(tensor.dtype);
}

std::vector<float> floats_of(const StoredTensor &tensor) {
  switch (tensor.dtype) {
  case DType::F16:
    return floats_from<cv::float16_t>(tensor.bytes);
  case DType::BF16:
    return floats_from<BFloat16>(tensor.bytes);
  case DType::F32:
    return floats_from<float>(tensor.bytes);
  case DType::F64:
    return floats_from<double>(tensor.bytes);
  default:
    throw Error(ErrorKind::BadArgument, std::string("A tensor of type ") + name_of(tensor.dtype) +
                                            " stands where floating numbers are needed.");
  }
}

StoredTensor stored_from(const std::vector<float> &values, std::vector<std::int64_t> shape, DType dtype) {
  StoredTensor tensor{dtype, std::move(shape), std::vector<std::byte>(values.size() * size_of(dtype))};
  if (dtype == DType::F32 && !values.empty())
    std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  else if (dtype == DType::F16)
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto half = half_of(values[i]);
      std::memcpy(tensor.bytes.data() + i * sizeof(half), &half, sizeof(half));
    }
  else if (dtype != DType::F32)
    throw Error(ErrorKind::BadArgument, "Weights are stored as float32 or float16.");
  return tensor;
}

StateDict converted(const StateDict &state, DType dtype) {
  StateDict result;
  for (const auto &[name, tensor] : state)
    result.emplace_back(name, is_floating(tensor.dtype) && tensor.dtype != dtype
                                  ? stored_from(floats_of(tensor), tensor.shape, dtype)
                                  : tensor);
  return result;
}

} // namespace ganmut
