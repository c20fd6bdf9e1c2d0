#include "trainer/official/sample_sheets.h"

#include <string>

#include <ganmut/error.h>
#include <opencv2/imgcodecs.hpp>

namespace ganmut {

namespace {

/// `columns`: pictures [N, 3, S, S] BGR in [-1, 1].
void write(const std::string &path, const std::vector<torch::Tensor> &columns) {
  const auto rows = torch::cat(columns, 3);
  const auto sheet = torch::cat(rows.unbind(0), 1);
  const auto pixels =
      ((sheet + 1) * 127.5).round().clamp(0, 255).to(torch::kCPU, torch::kByte).permute({1, 2, 0}).contiguous();
  const cv::Mat picture(static_cast<int>(pixels.size(0)), static_cast<int>(pixels.size(1)), CV_8UC3, pixels.data_ptr());
  if (!cv::imwrite(path, picture))
    throw Error(ErrorKind::Failed, "The sample sheet " + path + " cannot be written.");
}

} // namespace

void write_sample_sheets(OfficialStep &step, const torch::Tensor &pictures, const OfficialOptions &options,
                         std::int64_t iteration) {
  torch::NoGradGuard no_grad;
  const auto edited = [&](const torch::Tensor &code) {
    return step.generator().forward(pictures, code.expand({pictures.size(0), -1}));
  };
  const auto start = options.sample_dir + "/" + std::to_string(iteration) + "-images";

  std::vector<torch::Tensor> columns{pictures};
  for (const auto &code : step.named_codes(0.9).unbind(0))
    columns.push_back(edited(code));
  write(start + ".jpg", columns);

  if (options.parametrization != Parametrization::Linear)
    return;
  for (int emotion = 1; emotion < options.c_dim; ++emotion) {
    columns = {pictures};
    for (int tenths = 0; tenths <= 10; ++tenths)
      columns.push_back(edited(step.named_codes(tenths / 10.)[emotion]));
    write(start + "_emotion_" + std::to_string(emotion) + ".jpg", columns);
  }
}

} // namespace ganmut
