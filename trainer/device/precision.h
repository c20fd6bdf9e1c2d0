#pragma once

namespace ganmut {

/// In what numbers networks compute; weights, losses and optimizers always stay in float32.
enum class Precision {
  Float32,
  Float16,  ///< narrow range: losses must be scaled, gradients of gradients stay in float32; for GPUs only
  BFloat16, ///< wide range, 8 bits of precision: no care needed; fast on CPUs with AVX512_BF16 or AMX, and on GPUs
};

/// In what to compute gradients that are part of a loss: float32 instead of float16, whose range is too small for them.
inline Precision of_penalties(Precision precision) {
  return precision == Precision::Float16 ? Precision::Float32 : precision;
}

} // namespace ganmut
