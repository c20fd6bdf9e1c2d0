#pragma once

#include <optional>

#include <opencv2/core.hpp>

#include <ganmut/face.h>
#include <ganmut/model.h>

namespace ganmut {

/// How one face lies between a frame and its aligned picture. Made once a face.
class Placement {
public:
  /// `image_size`: side of the aligned picture, pixels. `frame`: size of the frame, pixels; a box alignment ends at its
  /// border, as the official crop does. Throws Error(BadArgument) as aligned_to_frame().
  Placement(const Alignment &alignment, int image_size, cv::Size frame, const Face &face);

  /// Takes aligned pixels to frame pixels.
  const cv::Matx23f &to_frame() const { return to_frame_; }
  /// `landmarks` of the frame in aligned pixels.
  Landmarks aligned(const Landmarks &landmarks) const;
  int image_size() const { return image_size_; }
  /// The detector's box where it is the alignment: it is cut and pasted in whole pixels, as the official notebook does.
  const std::optional<Box> &box() const { return box_; }

private:
  std::optional<Box> box_;
  int image_size_;
  cv::Matx23f to_frame_;
};

} // namespace ganmut
