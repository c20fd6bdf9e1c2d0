#include "geometry/affine.h"

#include <algorithm>
#include <cmath>

#include <ganmut/error.h>

namespace ganmut {

Affine compose(const Affine &outer, const Affine &inner) {
  const cv::Matx33d lifted(inner(0, 0), inner(0, 1), inner(0, 2), inner(1, 0), inner(1, 1), inner(1, 2), 0, 0, 1);
  return outer * lifted;
}

Affine inverse(const Affine &m) {
  const double determinant = m(0, 0) * m(1, 1) - m(0, 1) * m(1, 0);
  if (!std::isfinite(1 / determinant))
    throw Error(ErrorKind::BadArgument, "A face has no extent in the frame.", "the alignment has no inverse");
  const double a = m(1, 1) / determinant;
  const double b = -m(0, 1) / determinant;
  const double c = -m(1, 0) / determinant;
  const double d = m(0, 0) / determinant;
  return {a, b, -a * m(0, 2) - b * m(1, 2), c, d, -c * m(0, 2) - d * m(1, 2)};
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

} // namespace ganmut
