#include "trainer/device/device.h"

namespace ganmut {

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
