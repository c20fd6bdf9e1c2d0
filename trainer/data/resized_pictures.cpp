#include "trainer/data/resized_pictures.h"

#include <opencv2/imgproc.hpp>

#include "trainer/data/picture_file.h"

namespace ganmut {

Crop ResizedPictures::make(const std::string &path) const {
  const auto picture = read_picture(path);
  if (picture.empty())
    return {Crop::State::Damaged, {}, {}};
  Crop crop;
  cv::resize(picture, crop.picture, {size_, size_});
  return crop;
}

} // namespace ganmut
