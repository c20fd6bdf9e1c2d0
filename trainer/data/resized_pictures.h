#pragma once

#include "trainer/data/crop.h"

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

} // namespace ganmut
