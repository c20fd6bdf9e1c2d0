#include "trainer/rig/infill.h"

#include <algorithm>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace ganmut {

namespace {

/// What is known, and how surely: (weight * x, weight * y, weight), the weight at most 1.
using Sums = cv::Mat_<cv::Vec3f>;

/// Four pixels in one, which is sure where one of them is: so the nearest knowledge counts most.
Sums half(const Sums &sums) {
  Sums smaller;
  cv::resize(sums, smaller, {std::max(1, (sums.cols + 1) / 2), std::max(1, (sums.rows + 1) / 2)}, 0, 0, cv::INTER_AREA);
  for (auto &sum : smaller)
    sum *= 4.F / std::max(1.F, 4.F * sum[2]);
  return smaller;
}

} // namespace

cv::Mat infill(const cv::Mat &values, const cv::Mat &known) {
  std::vector<Sums> levels(1, Sums(values.size()));
  for (int y = 0; y < values.rows; ++y)
    for (int x = 0; x < values.cols; ++x) {
      const auto &value = values.at<cv::Vec2f>(y, x);
      levels[0](y, x) = known.at<uchar>(y, x) != 0 ? cv::Vec3f(value[0], value[1], 1.F) : cv::Vec3f();
    }
  while (levels.back().total() > 1)
    levels.push_back(half(levels.back()));

  // Coarse to fine: a pixel with little weight of its own takes the rest from the coarser one.
  cv::Mat_<cv::Vec2f> filled;
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    cv::Mat_<cv::Vec2f> coarse(level->size(), cv::Vec2f());
    if (!filled.empty())
      cv::resize(filled, coarse, level->size(), 0, 0, cv::INTER_LINEAR);
    for (int y = 0; y < level->rows; ++y)
      for (int x = 0; x < level->cols; ++x) {
        const auto &sum = (*level)(y, x);
        coarse(y, x) = cv::Vec2f(sum[0], sum[1]) + (1.F - sum[2]) * coarse(y, x);
      }
    filled = coarse;
  }
  return std::move(filled);
}

} // namespace ganmut
