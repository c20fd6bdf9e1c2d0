#include "trainer/data/labelled_pictures.h"

#include <filesystem>

#include <ganmut/error.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace ganmut {

LabelledPictures::LabelledPictures(const DataOptions &options, int classes, int size)
    : files_(read_labelled_files(options, classes)), size_(size) {
  // Now, and not after hours of training.
  for (const auto &file : files_)
    if (!std::filesystem::exists(file.path))
      throw Error(ErrorKind::NotFound, "The picture " + place_of(file) + " does not exist.");
}

cv::Mat LabelledPictures::picture(std::size_t index, const AffineDraws &draws) const {
  const auto read = cv::imread(files_[index].path, cv::IMREAD_COLOR);
  if (read.empty())
    throw Error(ErrorKind::Unreadable, "The picture " + place_of(files_[index]) + " cannot be read.");
  cv::Mat resized;
  cv::resize(read, resized, {size_, size_});
  return augment(resized, draws);
}

torch::Tensor network_input(const cv::Mat &picture) {
  const auto pixels = torch::from_blob(picture.data, {picture.rows, picture.cols, 3},
                                       {static_cast<std::int64_t>(picture.step), 3, 1}, torch::kByte);
  // In double precision first, as the official code does: the last bit of the result depends on it.
  return ((pixels.permute({2, 0, 1}).to(torch::kDouble) / 255.0 - 0.5) / 0.5).to(torch::kFloat).contiguous();
}

} // namespace ganmut
