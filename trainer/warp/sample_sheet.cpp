#include "trainer/warp/sample_sheet.h"

#include <opencv2/imgcodecs.hpp>

#include <ganmut/error.h>

namespace ganmut {

void write_sample_sheet(const std::string &path, WarpGeneratorImpl &generator, const AlignedFaces &faces) {
  torch::NoGradGuard no_grad;
  const auto x = faces.pictures.to(torch::kFloat) / 127.5 - 1;
  std::vector<torch::Tensor> columns = {x, generator.forward(x, torch::zeros({x.size(0), 2}))};
  const auto axes = generator.unit_axes();
  for (std::int64_t k = 0; k < axes.size(0); ++k)
    for (const double strength : {0.5, 1.0})
      columns.push_back(generator.forward(x, (axes[k] * strength).expand({x.size(0), 2})));
  const auto sheet = torch::cat(columns, 3).permute({0, 2, 3, 1}).flatten(0, 1);
  const auto bytes = ((sheet + 1) * 127.5).round().clamp(0, 255).to(torch::kUInt8).contiguous();
  const cv::Mat picture(static_cast<int>(bytes.size(0)), static_cast<int>(bytes.size(1)), CV_8UC3, bytes.data_ptr());
  if (!cv::imwrite(path, picture))
    throw Error(ErrorKind::Failed, "The sample sheet " + path + " cannot be written.");
}

} // namespace ganmut
