#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ganmut {

// clang-format off
/// Layout of the pixels in memory, named as in GStreamer.
enum class PixelFormat {
  BGR, RGB, BGRx, RGBx, xBGR, xRGB, BGRA, RGBA, ABGR, ARGB,
  GRAY8, I420, YV12, NV12, NV21, YUY2, UYVY,
};
// clang-format on

/// Y'CbCr matrix. Ignored for RGB formats.
enum class ColourMatrix { BT601, BT709 };

/// Range of the samples. `Full` is 0..255; `Limited` is 16..235 for luma and 16..240 for chroma.
enum class ColourRange { Full, Limited };

/// A view of somebody else's 8-bit frame; owns nothing.
struct Frame {
  PixelFormat format = PixelFormat::BGR;
  int width = 0;  ///< pixels
  int height = 0; ///< pixels
  /// First byte of each plane in the order the format's name gives (I420: Y, U, V; YV12: Y, V, U).
  std::array<std::uint8_t *, 3> planes{};
  std::array<std::ptrdiff_t, 3> strides{}; ///< bytes from one row to the next
  ColourMatrix matrix = ColourMatrix::BT601;
  ColourRange range = ColourRange::Limited;
};

} // namespace ganmut
