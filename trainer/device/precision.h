#pragma once

#include <torch/torch.h>

namespace ganmut {

/// In what numbers networks compute; weights, losses and optimizers always stay in float32.
enum class Precision {
  Float32,
  Float16,  ///< narrow range: losses must be scaled, gradients of gradients stay in float32; for GPUs only
  BFloat16, ///< wide range, 8 bits of precision: no care needed; fast on CPUs with AVX512_BF16 or AMX, and on GPUs
};

/// Throws Error(BadArgument) where `device` cannot compute in `precision`.
void check_precision(Precision precision, torch::Device device);

/// In what to compute gradients that are part of a loss: float32 instead of float16, whose range is too small for them.
inline Precision of_penalties(Precision precision) {
  return precision == Precision::Float16 ? Precision::Float32 : precision;
}

/// While it lives, LibTorch runs convolutions and matrix products in `precision` on `device` (autocast,
/// Micikevicius et al. 2018).
class Autocast {
public:
  Autocast(Precision precision, torch::Device device);
  Autocast(const Autocast &) = delete;
  Autocast &operator=(const Autocast &) = delete;
  ~Autocast();

private:
  const torch::DeviceType device_;
  const bool before_;
};

} // namespace ganmut
