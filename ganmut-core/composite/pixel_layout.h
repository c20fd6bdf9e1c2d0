#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>

#include <opencv2/core.hpp>

#include <ganmut/frame.h>

namespace ganmut {

/// Up to three things in a row, known when compiled.
template <typename T> class UpToThree {
public:
  constexpr UpToThree() = default;
  constexpr UpToThree(std::initializer_list<T> items) {
    for (const T &item : items)
      items_[size_++] = item;
  }

  constexpr std::size_t size() const { return size_; }
  constexpr const T &operator[](std::size_t i) const { return items_[i]; }
  constexpr const T *begin() const { return items_.data(); }
  constexpr const T *end() const { return items_.data() + size_; }

private:
  std::array<T, 3> items_{};
  std::size_t size_ = 0;
};

/// One kind of sample within a lattice.
struct Component {
  int row = 0;    ///< row of the Encoding that tells its value: 0, 1, 2 = B, G, R or Y', Cb, Cr
  int offset = 0; ///< bytes from the start of the interleaved pixel
};

/// Components that lie interleaved on one sampling grid of a plane. A format is one to three of these; bytes that no
/// component names (alpha, padding, the other half of YUY2) are never written.
struct Lattice {
  int plane = 0;    ///< of the Frame
  int channels = 1; ///< bytes from one pixel of the grid to the next
  int step_x = 1;   ///< frame pixels from one pixel of the grid to the next, 1 or 2
  int step_y = 1;
  UpToThree<Component> components;
};

/// All lattices of a format. Throws Error(BadArgument) for a number that is no format.
const UpToThree<Lattice> &lattices_of(PixelFormat format);

/// The samples of a lattice where they are: CV_8UC(channels), odd sizes rounded up.
/// Throws Error(BadArgument) for a frame without a size or without that plane, or with a stride shorter than a row.
cv::Mat samples_of(const Frame &frame, const Lattice &lattice);

/// The 2x3 matrix from a pixel of the lattice to the frame. Chroma is sited as in MPEG-2 (H.262, 6.1.1.8):
/// horizontally on the first of two luma samples, vertically between two.
cv::Matx23d frame_from(const Lattice &lattice);

/// How samples follow from colour: sample = from_bgr * (B, G, R) + offset, all on the scale 0..255.
struct Encoding {
  cv::Matx33d from_bgr; ///< one row a component (see Component::row)
  cv::Vec3d offset;
};

/// The identity for RGB formats, else Y'CbCr (ITU-R BT.601-7 2.5, BT.709-6 3) in the frame's matrix and range.
Encoding encoding_of(const Frame &frame);

/// The weights of `lattice`'s components, a CV_64F matrix for cv::transform: (components x 3), with the offset as a
/// fourth column where `with_offset`.
cv::Mat weights_of(const Encoding &encoding, const Lattice &lattice, bool with_offset);

} // namespace ganmut
