#include "trainer/data/picture_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include <ganmut/error.h>
#include <opencv2/imgcodecs.hpp>

namespace ganmut {

namespace {

/// Whether a JPEG file ends before its picture does (0xFFD9); phones put videos behind it. An end within the segments
/// before the first scan (0xFFDA) is a thumbnail's.
bool is_cut_short(std::string_view bytes) {
  if (bytes.substr(0, 2) != "\xFF\xD8")
    return false;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  std::size_t at = 2;
  while (at + 4 <= bytes.size() && byte(at) == 0xFF && byte(at + 1) != 0xDA) // a mark and a length
    at += byte(at + 1) == 0xFF ? 1U : 2U + 256U * byte(at + 2) + byte(at + 3);
  return bytes.find("\xFF\xD9", at) == std::string_view::npos;
}

std::vector<char> bytes_of(const std::string &path) {
  const auto refuse = [&path] {
    throw Error(ErrorKind::Unreadable, "The file " + path + " cannot be read.", std::strerror(errno));
  };
  std::ifstream file(path, std::ios::binary);
  if (!file)
    refuse();
  try {
    return {std::istreambuf_iterator<char>(file), {}};
  } catch (const std::ios_base::failure &) { // libstdc++ says so even where it was not asked to
    refuse();
  }
  return {};
}

} // namespace

cv::Mat read_picture(const std::string &path) {
  const auto bytes = bytes_of(path);
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
