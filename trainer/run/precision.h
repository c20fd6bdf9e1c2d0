#pragma once

#include <torch/torch.h>

namespace ganmut {

/// In what numbers networks compute; weights, losses and optimizers always stay in float32.
enum class Precision {
  Float32,
  BFloat16, ///< wide range, 8 bits of precision: no care needed; fast on CPUs with AVX512_BF16 or AMX, and on GPUs
};

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
