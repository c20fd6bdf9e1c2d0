#include "engine/pictures.h"

#include <algorithm>
#include <array>

#include <ganmut/error.h>

namespace ganmut {

namespace {

/// (v / 255 - 0.5) / 0.5 in double, then rounded, as the official loader does.
std::array<float, 256> normalized_bytes() {
  std::array<float, 256> table{};
  for (std::size_t v = 0; v < table.size(); ++v)
    table[v] = static_cast<float>((static_cast<double>(v) / 255.0 - 0.5) / 0.5);
  return table;
}

} // namespace

torch::Tensor pictures_of(const std::vector<FaceRequest> &requests, int size) {
  static const auto normalized = normalized_bytes();
  auto x = torch::empty({static_cast<std::int64_t>(requests.size()), size, size, 3});
  auto *out = x.data_ptr<float>();
  for (const auto &request : requests) {
    check_crop(request, size);
    for (int row = 0; row < size; ++row)
      out = std::transform(request.crop.ptr(row), request.crop.ptr(row) + 3 * size, out,
                           [](std::uint8_t v) { return normalized[v]; });
  }
  return x.permute({0, 3, 1, 2}).contiguous();
}

void check_crop(const FaceRequest &request, int size) {
  const cv::Mat &crop = request.crop;
  if (crop.type() != CV_8UC3 || crop.rows != size || crop.cols != size)
    throw Error(ErrorKind::BadArgument, "An aligned picture must be " + std::to_string(size) + " pixels square, BGR.");
}

torch::Tensor tensor_of(const cv::Mat &picture) {
  return torch::from_blob(picture.data, {1, picture.rows, picture.cols, picture.channels()})
      .permute({0, 3, 1, 2})
      .clone(at::MemoryFormat::Contiguous);
}

std::vector<cv::Mat> mats_of(const torch::Tensor &tensor) {
  const auto pixels = tensor.permute({0, 2, 3, 1}).to(torch::kCPU, torch::kFloat).contiguous();
  const auto rows = static_cast<int>(pixels.size(1)), columns = static_cast<int>(pixels.size(2)),
             channels = static_cast<int>(pixels.size(3));
  std::vector<cv::Mat> mats;
  for (std::int64_t i = 0; i < pixels.size(0); ++i)
    mats.push_back(cv::Mat(rows, columns, CV_32FC(channels), pixels[i].data_ptr()).clone());
  return mats;
}

} // namespace ganmut
