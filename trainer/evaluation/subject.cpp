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

} // namespace ganmut
