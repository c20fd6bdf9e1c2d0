#include "trainer/data/picture_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <ganmut/error.h>
#include <opencv2/imgcodecs.hpp>

#include "pictures/picture_bytes.h"

namespace ganmut {

namespace {

Bytes bytes_of(const std::string &path) {
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
  if (bytes.empty() || is_cut_short(bytes))
    return {};
  try {
    return cv::imdecode(without_colour_profile(bytes), cv::IMREAD_COLOR);
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
