#include "engine/device.h"

#include <charconv>
#include <optional>

#include <ganmut/error.h>

namespace ganmut {

namespace {

/// The number of the GPU that `name` asks for.
std::optional<int> gpu_number(const std::string &name) {
  if (name == "cuda")
    return 0;
  constexpr std::size_t start = 5; // behind "cuda:"
  if (name.rfind("cuda:", 0) != 0)
    return std::nullopt;
  int number = 0;
  const auto *end = name.data() + name.size();
  const auto [last, cause] = std::from_chars(name.data() + start, end, number);
  return cause == std::errc() && last == end && number >= 0 ? std::optional(number) : std::nullopt;
}

} // namespace

torch::Device choose_device(const std::string &name) {
  if (name == "cpu")
    return torch::kCPU;
  const auto present = static_cast<int>(torch::cuda::device_count());
  if (name == "auto")
    return present > 0 ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
  const auto number = gpu_number(name);
  if (!number)
    throw Error(ErrorKind::BadArgument, "The device '" + name + "' is not known; choose auto, cpu, cuda or cuda:N.");
  if (*number >= present)
    throw Error(ErrorKind::NoDevice,
                "The device '" + name + "' is not there: " + std::to_string(present) +
                    " CUDA device(s) can be used; choose cpu or auto.",
                torch::cuda::is_available() ? "" : "this LibTorch sees no CUDA device");
  return {torch::kCUDA, static_cast<torch::DeviceIndex>(*number)};
}

std::string name_of(const torch::Device &device) {
  return device.is_cuda() ? "cuda:" + std::to_string(device.index()) : device.str();
}

} // namespace ganmut
