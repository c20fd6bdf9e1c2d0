#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ganmut {

// clang-format off
/// Layout of the pixels in memory, named as in GStreamer. Samples of more than 8 bits lie in little-endian words of 16,
/// at even addresses: in the lower bits, but in the upper ones of P010 and P012.
enum class PixelFormat {
  BGR, RGB, BGRx, RGBx, xBGR, xRGB, BGRA, RGBA, ABGR, ARGB,
  GRAY8, I420, YV12, NV12, NV21, YUY2, UYVY,
  Y42B, Y444, A420, NV16, AYUV, VUYA, GBR, GBRA,
  I420_10LE, I422_10LE, Y444_10LE, A420_10LE, A422_10LE, A444_10LE, P010_10LE, GBR_10LE, GBRA_10LE,
  I420_12LE, I422_12LE, Y444_12LE, P012_LE, GBR_12LE, GBRA_12LE,
  GRAY16_LE, Y444_16LE, P016_LE, AYUV64, ARGB64_LE, RGBA64_LE, BGRA64_LE, ABGR64_LE,
};
// clang-format on

/// Y'CbCr matrix (BT.2020: that of non-constant luminance). Ignored for RGB formats.
enum class ColourMatrix { BT601, BT709, BT2020 };

/// Range of the samples. `Full` is 0..255; `Limited` is 16..235 for luma and 16..240 for chroma. Of n bits, `Full` is
/// 0..2^n - 1 and `Limited` that of 8 bits times 2^(n - 8). Ignored for RGB formats, which are full.
enum class ColourRange { Full, Limited };

/// A view of somebody else's frame; owns nothing.
struct Frame {
  PixelFormat format = PixelFormat::BGR;
  int width = 0;  ///< pixels
  int height = 0; ///< pixels
  /// First byte of each plane in the order the format's name gives (I420: Y, U, V; YV12: Y, V, U; A420: Y, U, V, A).
  /// That of alpha may be null.
  std::array<std::uint8_t *, 4> planes{};
  std::array<std::ptrdiff_t, 4> strides{}; ///< bytes from one row to the next
  ColourMatrix matrix = ColourMatrix::BT601;
  ColourRange range = ColourRange::Limited;
};

} // namespace ganmut
