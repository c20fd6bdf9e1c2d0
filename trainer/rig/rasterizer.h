#pragma once

#include <vector>

#include <opencv2/core.hpp>

namespace ganmut {

/// What is seen of a mesh in each pixel.
struct Surface {
  cv::Mat depth;    ///< CV_32FC1: z, larger is nearer; -1e30 where nothing is seen
  cv::Mat triangle; ///< CV_32SC1: its number; -1: nothing
  cv::Mat weights;  ///< CV_32FC2: barycentric weights of the triangle's second and third corner

  /// A quantity of the vertices at a pixel where something is seen.
  template <typename Value>
  Value at(int y, int x, const std::vector<cv::Vec3i> &triangles, const std::vector<Value> &of_vertices) const {
    const auto &corners = triangles[triangle.at<int>(y, x)];
    const auto &w = weights.at<cv::Vec2f>(y, x);
    return of_vertices[corners[0]] * (1.F - w[0] - w[1]) + of_vertices[corners[1]] * w[0] +
           of_vertices[corners[2]] * w[1];
  }
};

/// Draws a mesh without perspective into a z-buffer of `size`. `vertices`: x and y in pixels (y down, centres at whole
/// numbers), z towards the viewer in any unit. Only triangles whose corners go anticlockwise to the eye are seen.
Surface rasterize(const std::vector<cv::Point3f> &vertices, const std::vector<cv::Vec3i> &triangles, cv::Size size);

} // namespace ganmut
