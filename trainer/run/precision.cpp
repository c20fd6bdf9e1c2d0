#include "trainer/run/precision.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace ganmut {

namespace {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
bool is_on(torch::DeviceType device) {
  return at::autocast::is_autocast_enabled(device);
}
void turn(torch::DeviceType device, bool on) {
  at::autocast::set_autocast_enabled(device, on);
}
void choose(torch::DeviceType device, torch::ScalarType type) {
  at::autocast::set_autocast_dtype(device, type);
}
#else
bool is_on(torch::DeviceType device) {
  return device == torch::kCUDA ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
}
void turn(torch::DeviceType device, bool on) {
  device == torch::kCUDA ? at::autocast::set_enabled(on) : at::autocast::set_cpu_enabled(on);
}
void choose(torch::DeviceType device, torch::ScalarType type) {
  device == torch::kCUDA ? at::autocast::set_autocast_gpu_dtype(type) : at::autocast::set_autocast_cpu_dtype(type);
}
#endif

} // namespace

Autocast::Autocast(Precision precision, torch::Device device) : device_(device.type()), before_(is_on(device_)) {
  if (precision == Precision::BFloat16)
    choose(device_, torch::kBFloat16);
  turn(device_, precision != Precision::Float32);
  at::autocast::increment_nesting();
}

Autocast::~Autocast() {
  if (at::autocast::decrement_nesting() == 0)
    at::autocast::clear_cache(); // the half-precision copies of the weights
  turn(device_, before_);
}

} // namespace ganmut
