#pragma once

#include <torch/torch.h>

#include "trainer/data/augmentation.h"
#include "trainer/data/crops.h"

namespace ganmut {

/// The pictures of a data set's training part, brought to one size.
class LabelledPictures {
public:
  /// `size`: pixels. Throws Error: see read_data_set and Crops.
  LabelledPictures(const DataOptions &options, int classes, int size);

  std::size_t count() const { return crops_.files().size(); }
  int label(std::size_t index) const { return crops_.files()[index].label; }

  /// One picture, resized and changed by `draws`: CV_8UC3 BGR, size square. Safe to call from several threads.
  cv::Mat picture(std::size_t index, const AffineDraws &draws) const;

private:
  Crops crops_;
  Interpolation interpolation_;
};

/// A picture (CV_8UC3 BGR) as the networks see it: float [3, H, W] BGR in [-1, 1].
torch::Tensor network_input(const cv::Mat &picture);

} // namespace ganmut
