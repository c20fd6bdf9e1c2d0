#pragma once

#include <torch/torch.h>

#include "trainer/augment/affine_augment.h"
#include "trainer/data/crop.h"
#include "trainer/data/crops.h"

namespace ganmut {

/// Whole pictures, stretched to a square, as the official code takes them.
class ResizedPictures : public CropMaker {
public:
  /// `size`: side of the square, pixels.
  explicit ResizedPictures(int size) : size_(size) {}

  int size() const override { return size_; }
  std::string settings() const override { return "resized " + std::to_string(size_); }
  Crop make(const std::string &path) const override;

private:
  int size_;
};

/// The pictures of a data set's training part, brought to one size.
class LabelledPictures {
public:
  /// `size`: pixels. Throws Error: see read_data_set and Crops.
  LabelledPictures(const DataOptions &options, int classes, int size);

  std::size_t count() const { return crops_.files().size(); }
  int label(std::size_t index) const { return crops_.files()[index].label; }

  /// One picture, resized and changed by `params`: CV_8UC3 BGR, size square. Safe to call from several threads.
  cv::Mat picture(std::size_t index, const AffineParams &params) const;

private:
  Crops crops_;
  Interpolation interpolation_;
};

/// A picture (CV_8UC3 BGR) as the networks see it: float [3, H, W] BGR in [-1, 1].
torch::Tensor network_input(const cv::Mat &picture);

} // namespace ganmut
