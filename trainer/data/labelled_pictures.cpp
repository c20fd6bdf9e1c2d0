#include "trainer/data/labelled_pictures.h"

#include <opencv2/imgproc.hpp>

#include "trainer/data/data_set.h"
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

LabelledPictures::LabelledPictures(const DataOptions &options, int classes, int size)
    : crops_(read_data_set(options, classes).training, ResizedPictures(size), options),
      interpolation_(options.interpolation) {}

cv::Mat LabelledPictures::picture(std::size_t index, const AffineParams &params) const {
  return augment(crops_.at(index).picture, params, interpolation_);
}

torch::Tensor network_input(const cv::Mat &picture) {
  const auto pixels = torch::from_blob(picture.data, {picture.rows, picture.cols, 3},
                                       {static_cast<std::int64_t>(picture.step), 3, 1}, torch::kByte);
  // In double precision first, as the official code does: the last bit of the result depends on it.
  return ((pixels.permute({2, 0, 1}).to(torch::kDouble) / 255.0 - 0.5) / 0.5).to(torch::kFloat).contiguous();
}

} // namespace ganmut
