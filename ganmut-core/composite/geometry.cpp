#include "composite/geometry.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include <ganmut/error.h>

namespace ganmut {

Affine compose(const Affine &outer, const Affine &inner) {
  const cv::Matx33d lifted(inner(0, 0), inner(0, 1), inner(0, 2), inner(1, 0), inner(1, 1), inner(1, 2), 0, 0, 1);
  return outer * lifted;
}

Affine inverse(const Affine &matrix) {
  if (!std::isfinite(1 / (matrix(0, 0) * matrix(1, 1) - matrix(0, 1) * matrix(1, 0))))
    throw Error(ErrorKind::BadArgument, "A face has no extent in the frame.", "the alignment has no inverse");
  Affine result;
  cv::invertAffineTransform(matrix, result);
  return result;
}

Affine translation(double x, double y) {
  return {1, 0, x, 0, 1, y};
}

cv::Rect covered(const Affine &placing, cv::Size size, cv::Size within, double margin) {
  const double right = size.width - 0.5;
  const double bottom = size.height - 0.5;
  double x0 = within.width, y0 = within.height, x1 = 0, y1 = 0;
  for (const cv::Vec3d &corner : {cv::Vec3d(-0.5, -0.5, 1), {right, -0.5, 1}, {-0.5, bottom, 1}, {right, bottom, 1}}) {
    const cv::Vec2d p = placing * corner;
    x0 = std::min(x0, p[0] - margin);
    x1 = std::max(x1, p[0] + margin + 1);
    y0 = std::min(y0, p[1] - margin);
    y1 = std::max(y1, p[1] + margin + 1);
  }
  const auto inside = [](double v, int limit) { return static_cast<int>(std::clamp<double>(v, 0, limit)); };
  const cv::Point first(inside(std::floor(x0), within.width), inside(std::floor(y0), within.height));
  const cv::Point last(inside(std::ceil(x1), within.width), inside(std::ceil(y1), within.height));
  return first.x < last.x && first.y < last.y ? cv::Rect(first, last) : cv::Rect();
}

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
