#include "trainer/run/device.h"

#include <ganmut/error.h>

namespace ganmut {

torch::Device chosen_device(const std::string &name) {
  if (name == "auto")
    return torch::cuda::is_available() ? torch::kCUDA : torch::kCPU;
  try {
    const torch::Device device(name);
    if (device.is_cpu() || (device.is_cuda() && device.index() < int(torch::cuda::device_count())))
      return device;
  } catch (const c10::Error &) {
    // The sentence below says what is valid.
  }
  throw Error(ErrorKind::NoDevice, "There is no device '" + name + "' here; use auto, cpu, cuda or cuda:N (" +
                                       std::to_string(torch::cuda::device_count()) + " CUDA devices are present).");
}

} // namespace ganmut
