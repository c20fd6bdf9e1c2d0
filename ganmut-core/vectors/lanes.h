#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

// Eight numbers at a time in the compiler's own vectors. Each function compiles them for its target: two registers of
// SSE2 or NEON, one of AVX2. Everything here is inlined, so that a function for AVX2 gets all of it for AVX2.
#define GANMUT_LANES inline __attribute__((always_inline))
#pragma GCC diagnostic ignored "-Wpsabi" // what is inlined has no calling convention

namespace ganmut {

using Floats = float __attribute__((vector_size(32)));
using Ints = std::int32_t __attribute__((vector_size(32)));
constexpr int lanes = 8;

GANMUT_LANES Floats all(float v) {
  return v - Floats{}; // one instruction; of a list of eight GCC 12 makes eight
}
GANMUT_LANES Floats count_up() {
  return Floats{0, 1, 2, 3, 4, 5, 6, 7};
}

template <class Vector, class Number> GANMUT_LANES Vector load(const Number *from) {
  Vector result;
  std::memcpy(&result, from, sizeof result);
  return result;
}
template <class Vector, class Number> GANMUT_LANES void store(Number *to, const Vector &v) {
  std::memcpy(to, &v, sizeof v);
}

/// b where a is no number.
GANMUT_LANES Floats larger(const Floats &a, const Floats &b) {
  return a > b ? a : b;
}
GANMUT_LANES Floats smaller(const Floats &a, const Floats &b) {
  return a < b ? a : b;
}
GANMUT_LANES Floats clamped(const Floats &v, const Floats &least, const Floats &most) {
  return smaller(larger(v, least), most);
}

GANMUT_LANES Ints truncated(const Floats &v) {
  return __builtin_convertvector(v, Ints);
}
GANMUT_LANES Floats to_floats(const Ints &v) {
  return __builtin_convertvector(v, Floats);
}

/// Eight samples as numbers.
GANMUT_LANES Floats load_numbers(const std::uint8_t *from) {
  using Bytes = std::uint8_t __attribute__((vector_size(16)));
  using Words = std::uint16_t __attribute__((vector_size(16)));
  Bytes bytes{}; // GCC 12 widens words well, bytes one by one
  std::memcpy(&bytes, from, lanes);
  const auto words = __builtin_shufflevector(bytes, Bytes{}, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  return to_floats(__builtin_convertvector(reinterpret_cast<Words>(words), Ints));
}
GANMUT_LANES Floats load_numbers(const std::uint16_t *from) {
  using Words = std::uint16_t __attribute__((vector_size(16)));
  return to_floats(__builtin_convertvector(load<Words>(from), Ints));
}

/// Eight numbers as samples.
GANMUT_LANES void store_samples(std::uint8_t *to, const Ints &samples) {
  using Bytes = std::uint8_t __attribute__((vector_size(8)));
  using Words = std::uint16_t __attribute__((vector_size(16)));
  store(to, __builtin_convertvector(__builtin_convertvector(samples, Words), Bytes)); // GCC 12 packs no ints to bytes
}
GANMUT_LANES void store_samples(std::uint16_t *to, const Ints &samples) {
  using Words = std::uint16_t __attribute__((vector_size(16)));
  store(to, __builtin_convertvector(samples, Words));
}

/// Whether a comparison holds for any lane.
GANMUT_LANES bool any(const Ints &holds) {
  std::uint64_t parts[4];
  std::memcpy(parts, &holds, sizeof parts);
  return (parts[0] | parts[1] | parts[2] | parts[3]) != 0;
}

/// What lies at `from` plus the bytes of each of eight places.
template <class Vector> GANMUT_LANES Vector gathered(const void *from, const std::int32_t *bytes) {
  const auto *start = static_cast<const char *>(from);
  const auto at = [start](std::int32_t offset) __attribute__((always_inline)) {
    std::remove_cv_t<std::remove_reference_t<decltype(Vector{}[0])>> number;
    std::memcpy(&number, start + offset, sizeof number);
    return number;
  };
  return Vector{at(bytes[0]), at(bytes[1]), at(bytes[2]), at(bytes[3]),
                at(bytes[4]), at(bytes[5]), at(bytes[6]), at(bytes[7])};
}

/// Pairs of numbers at `from` plus the bytes of each of eight places, their first and their second ones.
template <class Vector>
GANMUT_LANES void gather_pairs(const void *from, const std::int32_t *bytes, Vector &first, Vector &second) {
  using Pairs = std::int64_t __attribute__((vector_size(32)));
  const auto *start = static_cast<const char *>(from);
  const auto at = [start](std::int32_t offset) __attribute__((always_inline)) {
    std::int64_t pair;
    std::memcpy(&pair, start + offset, sizeof pair);
    return pair;
  };
  const Pairs left = {at(bytes[0]), at(bytes[1]), at(bytes[2]), at(bytes[3])};
  const Pairs right = {at(bytes[4]), at(bytes[5]), at(bytes[6]), at(bytes[7])};
  const auto a = load<Vector>(&left), b = load<Vector>(&right);
  first = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
  second = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}

/// e to the power of numbers between -80 and 80, to a few units of the last place.
GANMUT_LANES Floats exponential(const Floats &v) {
  const Floats turns = v * 1.44269504F + 256.5F; // positive, so that truncating rounds
  const Ints whole = truncated(turns) - 256;
  const Floats n = to_floats(whole);
  const Floats r = (v - n * 0.693359375F) - n * -2.12194440e-4F; // |r| <= ln(2) / 2
  Floats p = all(1.9875691500e-4F);
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.F;
  const Ints power = (whole + 127) << 23;
  return p * load<Floats>(&power);
}

/// Eight rows become eight columns.
GANMUT_LANES void transpose(Floats (&v)[lanes]) {
  Floats pairs[lanes], fours[lanes];
  for (int i = 0; i < lanes; i += 2) {
    pairs[i] = __builtin_shufflevector(v[i], v[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[i + 1] = __builtin_shufflevector(v[i], v[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < lanes; i += 4)
    for (int k = 0; k < 2; ++k) {
      fours[i + 2 * k] = __builtin_shufflevector(pairs[i + k], pairs[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      fours[i + 2 * k + 1] = __builtin_shufflevector(pairs[i + k], pairs[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; ++i) {
    v[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    v[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

} // namespace ganmut
