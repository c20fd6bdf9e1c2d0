#pragma once

#include <ATen/autocast_mode.h>

namespace ganmut {

/// Mixed precision for the calling thread while it lives: convolutions and products in bfloat16.
class Autocast {
public:
  Autocast(torch::DeviceType device, bool on) : device_(device), on_(on) { set(on_); }
  ~Autocast() {
    set(false);
    if (on_)
      at::autocast::clear_cache();
  }
  Autocast(const Autocast &) = delete;
  Autocast &operator=(const Autocast &) = delete;

private:
  void set(bool enabled) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    at::autocast::set_autocast_dtype(device_, at::kBFloat16);
    at::autocast::set_autocast_enabled(device_, enabled);
#else
    if (device_ == torch::kCUDA) {
      at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
      at::autocast::set_enabled(enabled);
    } else {
      at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
      at::autocast::set_cpu_enabled(enabled);
    }
#endif
  }

  torch::DeviceType device_;
  bool on_;
};

} // namespace ganmut
