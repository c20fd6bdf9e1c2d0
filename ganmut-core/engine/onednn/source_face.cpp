#include "engine/onednn/source_face.h"

#include <algorithm>

#include "engine/onednn/feature_map.h"
#include "geometry/face_maps.h"

namespace ganmut::onednn {

void SourceFace::set(const cv::Mat &crop, const Landmarks &landmarks) {
  size_ = crop.rows;
  row_length_ = whole_blocks(size_);
  landmarks_ = landmarks;
  colours_.resize(4 * static_cast<std::size_t>(size_) * size_);
  auto *colour = colours_.data();
  for (int y = 0; y < size_; ++y) {
    const auto *sample = crop.ptr(y);
    for (int x = 0; x < size_; ++x, colour += 4, sample += 3)
      for (int c = 0; c < 3; ++c)
        colour[c] = (static_cast<float>(sample[c]) - 127.5F) / 127.5F;
  }
  eyes_.assign(static_cast<std::size_t>(row_length_) * size_, 0.F);
  const cv::Mat openings = eye_openings(landmarks, {size_, size_});
  for (int y = 0; y < size_; ++y)
    std::copy_n(openings.ptr<float>(y), size_, eyes_.data() + static_cast<std::ptrdiff_t>(y) * row_length_);
  const LipLine lips(landmarks);
  upper_lip_.resize(row_length_);
  lower_lip_.resize(row_length_);
  for (int x = 0; x < row_length_; ++x) {
    upper_lip_[x] = lips.above_upper({static_cast<float>(x), 0.F});
    lower_lip_[x] = -lips.below_lower({static_cast<float>(x), 0.F});
  }
}

} // namespace ganmut::onednn
