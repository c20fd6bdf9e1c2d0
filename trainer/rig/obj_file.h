#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

namespace ganmut {

/// What is used of a Wavefront OBJ file.
struct ObjFile {
  std::vector<cv::Point3f> vertices;
  std::vector<cv::Vec3i> triangles; ///< of polygons with more corners: a fan of them
  std::vector<int> polygons;        ///< of each triangle, from 0 on in the file's order
  std::vector<std::string> groups;  ///< of each triangle, the name after its `g`; empty before the first
  int polygon_count = 0;
};

/// Reads vertices (`v`), polygons (`f`, also `1/2/3` and negative) and groups (`g`); all else is passed over. Throws
/// Error: NotFound, BadFile with the line.
ObjFile read_obj(const std::string &path);

/// The vertices alone. Throws as read_obj().
std::vector<cv::Point3f> read_obj_vertices(const std::string &path);

} // namespace ganmut
