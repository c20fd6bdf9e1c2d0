#include "trainer/device/device.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include <ganmut/error.h>

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

void place(torch::nn::Module &network, torch::Device device, bool channels_last) {
  network.to(device);
  if (!channels_last)
    return;
  for (auto &parameter : network.parameters())
    if (parameter.dim() == 4)
      parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
}

torch::Tensor to_device(const torch::Tensor &tensor, torch::Device device) {
  if (!device.is_cuda() || !tensor.is_cpu())
    return tensor.to(device);
  return tensor.pin_memory().to(device, /*non_blocking=*/true);
}

void check_precision(Precision precision, torch::Device device) {
  if (precision == Precision::Float16 && !device.is_cuda())
    throw Error(ErrorKind::BadArgument,
                "--precision fp16 needs a GPU, and this run is on the CPU; the CPU computes in fp32 or bf16.");
}

Autocast::Autocast(Precision precision, torch::Device device) : device_(device.type()), before_(is_on(device_)) {
  if (precision != Precision::Float32)
    choose(device_, precision == Precision::Float16 ? torch::kHalf : torch::kBFloat16);
  turn(device_, precision != Precision::Float32);
  at::autocast::increment_nesting();
}

Autocast::~Autocast() {
  if (at::autocast::decrement_nesting() == 0)
    at::autocast::clear_cache(); // the half-precision copies of the weights
  turn(device_, before_);
}

} // namespace ganmut
