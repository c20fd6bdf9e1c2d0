#include "trainer/data/picture_file.h"

#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include <opencv2/imgcodecs.hpp>

namespace ganmut {

namespace {

/// Whether a JPEG file ends within its last scan (start 0xFFDA): before the end marker 0xFFD9.
bool is_cut_short(std::string_view bytes) {
  if (bytes.substr(0, 2) != "\xFF\xD8")
    return false;
  const auto scan = bytes.rfind("\xFF\xDA"), end = bytes.rfind("\xFF\xD9");
  return scan == std::string_view::npos || end == std::string_view::npos || end < scan;
}

} // namespace

cv::Mat read_picture(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.empty() || is_cut_short({bytes.data(), bytes.size()}))
    return {};
  try {
    return cv::imdecode(bytes, cv::IMREAD_COLOR);
  } catch (const cv::Exception &) { // beyond OpenCV's limits
    return {};
  }
}

Frame frame_of(const cv::Mat &picture) {
  Frame frame;
  frame.format = PixelFormat::BGR;
  frame.width = picture.cols;
  frame.height = picture.rows;
  frame.planes[0] = picture.data;
  frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
  return frame;
}

} // namespace ganmut
