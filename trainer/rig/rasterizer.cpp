#include "trainer/rig/rasterizer.h"

#include <algorithm>
#include <cmath>

namespace ganmut {

namespace {

constexpr float nothing = -1e30F;
constexpr float slack = 1e-4F; // of a barycentric weight, so that no pixel falls between two triangles

void draw(const cv::Point3f &a, const cv::Point3f &b, const cv::Point3f &c, int number, Surface &surface) {
  const float area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  if (area >= -1e-9F) // turned away: pixels count downwards
    return;
  const int left = std::max(0, static_cast<int>(std::ceil(std::min({a.x, b.x, c.x}))));
  const int right = std::min(surface.depth.cols - 1, static_cast<int>(std::floor(std::max({a.x, b.x, c.x}))));
  const int top = std::max(0, static_cast<int>(std::ceil(std::min({a.y, b.y, c.y}))));
  const int bottom = std::min(surface.depth.rows - 1, static_cast<int>(std::floor(std::max({a.y, b.y, c.y}))));
  if (left > right || top > bottom)
    return;
  const float per_area = 1.F / area;
  for (int y = top; y <= bottom; ++y) {
    auto *depth = surface.depth.ptr<float>(y);
    for (int x = left; x <= right; ++x) {
      const float dx = static_cast<float>(x) - a.x, dy = static_cast<float>(y) - a.y;
      const float second = (dx * (c.y - a.y) - (c.x - a.x) * dy) * per_area;
      const float third = ((b.x - a.x) * dy - dx * (b.y - a.y)) * per_area;
      if (second < -slack || third < -slack || second + third > 1.F + slack)
        continue;
      const float z = a.z + second * (b.z - a.z) + third * (c.z - a.z);
      if (z <= depth[x])
        continue;
      depth[x] = z;
      surface.triangle.at<int>(y, x) = number;
      surface.weights.at<cv::Vec2f>(y, x) = {second, third};
    }
  }
}

} // namespace

Surface rasterize(const std::vector<cv::Point3f> &vertices, const std::vector<cv::Vec3i> &triangles, cv::Size size) {
  Surface surface{cv::Mat(size, CV_32FC1, cv::Scalar(nothing)), cv::Mat(size, CV_32SC1, cv::Scalar(-1)),
                  cv::Mat(size, CV_32FC2)};
  for (std::size_t i = 0; i < triangles.size(); ++i) {
    const auto &t = triangles[i];
    draw(vertices[t[0]], vertices[t[1]], vertices[t[2]], static_cast<int>(i), surface);
  }
  return surface;
}

} // namespace ganmut
