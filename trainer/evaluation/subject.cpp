#include "trainer/evaluation/subject.h"

#include <ganmut/error.h>

#include "trainer/data/picture_file.h"

namespace ganmut {

cv::Mat read_photo(const LabelledFile &file) {
  auto photo = read_picture(file.path);
  if (photo.empty())
    throw Error(ErrorKind::Unreadable, "The picture " + place_of(file) + " cannot be read.");
  return photo;
}

} // namespace ganmut
