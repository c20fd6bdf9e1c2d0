#include "composite/resample.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace ganmut {

namespace {

/// Source pixels from one result pixel to the next, along both axes.
cv::Point2d steps_of(const Affine &m) {
  return {std::hypot(m(0, 0), m(0, 1)), std::hypot(m(1, 0), m(1, 1))};
}

} // namespace

bool is_reduced(const Affine &source_from_result) {
  const auto steps = steps_of(source_from_result);
  return std::max(steps.x, steps.y) > 1;
}

Prepared prepare(const cv::Mat &source, const Affine &source_from_result, Smoothness smoothness) {
  const auto [step_x, step_y] = steps_of(source_from_result);
  const auto averaged = [](int length, double step) {
    return step > 1 ? std::max(1, static_cast<int>(std::lround(length / step))) : length;
  };
  cv::Size size(averaged(source.cols, step_x), averaged(source.rows, step_y));
  int preparation = cv::INTER_AREA;
  bool is_linear = smoothness == Smoothness::Linear;
  if (std::max(step_x, step_y) < 0.67 && smoothness == Smoothness::Cubic) {
    // Linear interpolation between cubically doubled pixels looks the same and costs half as much.
    size *= 2;
    preparation = cv::INTER_CUBIC;
    is_linear = true;
  }
  cv::Mat picture = source;
  if (size != source.size())
    cv::resize(source, picture, size, 0, 0, preparation);
  picture.convertTo(picture, CV_32F);
  const double sx = double(size.width) / source.cols;
  const double sy = double(size.height) / source.rows;
  return {picture, Affine(sx, 0, 0.5 * sx - 0.5, 0, sy, 0.5 * sy - 0.5), is_linear};
}

cv::Mat resample(const cv::Mat &source, const Affine &source_from_result, cv::Size size, Smoothness smoothness) {
  const auto [picture, from_source, is_linear] = prepare(source, source_from_result, smoothness);
  cv::Mat result;
  cv::warpAffine(picture, result, compose(from_source, source_from_result), size,
                 (is_linear ? cv::INTER_LINEAR : cv::INTER_CUBIC) | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  return result;
}

} // namespace ganmut
