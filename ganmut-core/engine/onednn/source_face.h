#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "vectors/lanes.h"

namespace ganmut::onednn {

/// A face as a network of layers sees it, made ready for kernels. Rows are as long as whole vectors.
class SourceFace {
public:
  /// Takes over a face. `crop`: CV_8UC3 BGR, square. `landmarks`: its pixels.
  void set(const cv::Mat &crop, const Landmarks &landmarks);

  int size() const { return size_; }
  /// Pixels of it for one pixel of the 128 that soft edges are counted in.
  float pixel() const { return static_cast<float>(size_) / 128.F; }
  const Landmarks &landmarks() const { return landmarks_; }

  /// BGR in [-1, 1], and a fourth number that means nothing.
  const float *colours(int y) const { return colours_.data() + 4 * static_cast<std::ptrdiff_t>(y) * size_; }
  /// Openings of the eyes, see eye_openings().
  const float *eyes(int y) const { return eyes_.data() + static_cast<std::ptrdiff_t>(y) * row_length_; }
  /// Heights of the inner lips over x, see LipLine.
  const float *upper_lip() const { return upper_lip_.data(); }
  const float *lower_lip() const { return lower_lip_.data(); }

  /// A place between pixels, within the picture: the pixel before it, and how far behind that it lies.
  struct Place {
    GANMUT_LANES Place(const Floats &v, int size) {
      const Floats inside = clamped(v, all(0), all(static_cast<float>(size - 1)));
      before = truncated(smaller(inside, all(static_cast<float>(size - 2))));
      part = inside - to_floats(before);
    }
    Ints before;
    Floats part;
  };

  /// Distances above the upper lip and below the lower lip, as face_maps() fetched at (x, y) has them, pixels.
  GANMUT_LANES Floats above_upper(const Floats &x, const Floats &y) const {
    return height(upper_lip(), x) - clamped(y, all(0), all(static_cast<float>(size_ - 1)));
  }
  GANMUT_LANES Floats below_lower(const Floats &x, const Floats &y) const {
    return clamped(y, all(0), all(static_cast<float>(size_ - 1))) - height(lower_lip(), x);
  }

private:
  GANMUT_LANES Floats height(const float *lip, const Floats &x) const {
    const Place place(x, size_);
    std::int32_t bytes[lanes];
    store(bytes, place.before * static_cast<int>(sizeof(float)));
    Floats before, behind;
    gather_pairs(lip, bytes, before, behind);
    return before + (behind - before) * place.part;
  }

  int size_ = 0, row_length_ = 0;
  Landmarks landmarks_{};
  std::vector<float> colours_, eyes_, upper_lip_, lower_lip_;
};

} // namespace ganmut::onednn
