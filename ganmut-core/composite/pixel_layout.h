#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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
  int offset = 0; ///< words from the start of the interleaved pixel
};

/// How a sample lies in its word, which is a byte or, of more than 8 bits, two. Everything here calculates with words:
/// those of P010 are 64 times their samples.
struct Word {
  int bits = 8;  ///< of the sample
  int shift = 0; ///< bits below it

  constexpr int unit() const { return 1 << shift; }
  constexpr int most() const { return ((1 << bits) - 1) << shift; }
};

/// Components that lie interleaved on one sampling grid of a plane. A format is one to three of these; bytes that no
/// component names (alpha, padding, the other half of YUY2) are never written.
struct Lattice {
  int plane = 0;    ///< of the Frame
  int channels = 1; ///< words from one pixel of the grid to the next
  int step_x = 1;   ///< frame pixels from one pixel of the grid to the next, 1 or 2
  int step_y = 1;
  UpToThree<Component> components;
  Word word;
};

enum class ColourModel { Grey, YCbCr, Rgb };

/// Where a format's samples lie.
struct Layout {
  ColourModel model = ColourModel::Rgb;
  UpToThree<Lattice> lattices; ///< all of the same Word
};

/// Throws Error(BadArgument) for a number that is no format.
const Layout &layout_of(PixelFormat format);

/// The words of a lattice where they are: CV_8UC(channels) or CV_16UC(channels), odd sizes rounded up.
/// Throws Error(BadArgument) for a frame without a size or without that plane, with a stride shorter than a row, or
/// with words of 16 bits at odd addresses.
cv::Mat samples_of(const Frame &frame, const Lattice &lattice);

/// Calls `action` with a word of the type that `samples` holds, so that it is compiled for both.
template <class Action> void with_word(const cv::Mat &samples, Action action) {
  if (samples.depth() == CV_16U)
    action(std::uint16_t{});
  else
    action(std::uint8_t{});
}

/// The 2x3 matrix from a pixel of the lattice to the frame. Chroma is sited as in MPEG-2 (H.262, 6.1.1.8):
/// horizontally on the first of two luma samples, vertically between two.
cv::Matx23d frame_from(const Lattice &lattice);

/// How words follow from colour: word = from_bgr * (B, G, R) + offset, with B, G, R on the scale 0..255.
struct Encoding {
  cv::Matx33d from_bgr; ///< one row a component (see Component::row)
  cv::Vec3d offset;
};

/// Full range for RGB formats, else Y'CbCr in the frame's matrix and range (ITU-R BT.601-7 2.5, BT.709-6 3,
/// BT.2020-2 table 4, and BT.2100-2 table 9 for full range).
Encoding encoding_of(const Frame &frame);

/// The weights of `lattice`'s components, a CV_64F matrix for cv::transform: (components x 3), with the offset as a
/// fourth column where `with_offset`.
cv::Mat weights_of(const Encoding &encoding, const Lattice &lattice, bool with_offset);

} // namespace ganmut
