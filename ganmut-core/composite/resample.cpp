#include "composite/resample.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace ganmut {

cv::Mat resample(const cv::Mat &source, const Affine &source_from_result, cv::Size size, Smoothness smoothness) {
  const Affine &m = source_from_result;
  const double step_x = std::hypot(m(0, 0), m(0, 1)); // source pixels from one result pixel to the next
  const double step_y = std::hypot(m(1, 0), m(1, 1));
  const bool magnified = std::max(step_x, step_y) < 0.67;
  int interpolation = smoothness == Smoothness::Cubic ? cv::INTER_CUBIC : cv::INTER_LINEAR;

  const auto averaged = [](int length, double step) {
    return step > 1 ? std::max(1, static_cast<int>(std::lround(length / step))) : length;
  };
  cv::Size prepared(averaged(source.cols, step_x), averaged(source.rows, step_y));
  int preparation = cv::INTER_AREA;
  if (magnified && smoothness == Smoothness::Cubic) {
    // Linear interpolation between cubically doubled pixels looks the same and costs half as much.
    prepared *= 2;
    preparation = cv::INTER_CUBIC;
    interpolation = cv::INTER_LINEAR;
  }
  cv::Mat from = source;
  if (prepared != source.size())
    cv::resize(source, from, prepared, 0, 0, preparation);
  from.convertTo(from, CV_32F);
  const double sx = double(prepared.width) / source.cols;
  const double sy = double(prepared.height) / source.rows;
  const Affine prepared_from_source(sx, 0, 0.5 * sx - 0.5, 0, sy, 0.5 * sy - 0.5);
  cv::Mat result;
  cv::warpAffine(from, result, compose(prepared_from_source, m), size, interpolation | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return result;
}

} // namespace ganmut
