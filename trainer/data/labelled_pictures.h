#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "trainer/data/augmentation.h"
#include "trainer/data/labelled_files.h"

namespace ganmut {

/// The pictures of a data set, brought to one size.
class LabelledPictures {
public:
  /// Finds the files with read_labelled_files; the pictures are read when they are asked for. `size`: pixels.
  /// Throws Error: see read_labelled_files; NotFound for a picture that does not exist.
  LabelledPictures(const DataOptions &options, int classes, int size);

  std::size_t count() const { return files_.size(); }
  int label(std::size_t index) const { return files_[index].label; }

  /// One picture, resized and changed by `draws`: CV_8UC3 BGR, size square. Safe to call from several threads.
  /// Throws Error(Unreadable) naming the file and the line of the table.
  cv::Mat picture(std::size_t index, const AffineDraws &draws) const;

private:
  std::vector<LabelledFile> files_;
  int size_;
};

/// A picture (CV_8UC3 BGR) as the networks see it: float [3, H, W] BGR in [-1, 1].
torch::Tensor network_input(const cv::Mat &picture);

} // namespace ganmut
