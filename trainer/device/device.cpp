#include "trainer/device/device.h"

#include <algorithm>

#include <ganmut/error.h>

namespace ganmut {

torch::Device chosen_device(const std::string &name) {
  if (name == "auto")
    return torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
  try {
    const torch::Device device(name);
    if (device.is_cpu() || (device.is_cuda() && std::max<int>(device.index(), 0) < int(torch::cuda::device_count())))
      return device;
  } catch (const c10::Error &) {
    // The sentence below says what is valid.
  }
  throw Error(ErrorKind::NoDevice, "There is no device '" + name + "' here; use auto, cpu, cuda or cuda:N (" +
                                       std::to_string(torch::cuda::device_count()) + " CUDA devices are present).");
}

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

} // namespace ganmut
