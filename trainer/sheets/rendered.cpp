#include "trainer/sheets/rendered.h"

namespace ganmut {

torch::Tensor rendered(GeneratorModule &generator, const torch::Tensor &pictures, const std::vector<Point> &points,
                       int dimensions) {
  std::vector<float> numbers;
  for (const auto &point : points)
    numbers.insert(numbers.end(), {point.x, point.y, point.z});
  const auto codes = torch::tensor(numbers).view({-1, 3}).slice(1, 0, dimensions);
  return generator.forward(pictures, codes.to(pictures.device()));
}

cv::Mat to_picture(const torch::Tensor &picture) {
  const auto pixels =
      ((picture + 1) * 127.5).round().clamp(0, 255).to(torch::kCPU, torch::kByte).permute({1, 2, 0}).contiguous();
  return cv::Mat(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), CV_8UC3, pixels.data_ptr())
      .clone();
}

} // namespace ganmut
