#include "trainer/evaluation/subject.h"

#include <opencv2/imgcodecs.hpp>

#include <ganmut/error.h>

namespace ganmut {

cv::Mat read_photo(const LabelledFile &file) {
  auto photo = cv::imread(file.path, cv::IMREAD_COLOR);
  if (photo.empty())
    throw Error(ErrorKind::Unreadable, "The picture " + place_of(file) + " cannot be read.");
  return photo;
}

Frame frame_of(const cv::Mat &photo) {
  Frame frame;
  frame.format = PixelFormat::BGR;
  frame.width = photo.cols;
  frame.height = photo.rows;
  frame.planes[0] = photo.data;
  frame.strides[0] = static_cast<std::ptrdiff_t>(photo.step);
  return frame;
}

} // namespace ganmut
