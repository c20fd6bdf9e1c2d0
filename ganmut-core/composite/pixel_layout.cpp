#include "composite/pixel_layout.h"

#include <string>

#include <ganmut/error.h>

namespace ganmut {
namespace {

constexpr int y = 0, cb = 1, cr = 2;

/// An interleaved RGB format from the places of its colours.
constexpr UpToThree<Lattice> interleaved(int channels, int blue, int green, int red) {
  return {{0, channels, 1, 1, {{0, blue}, {1, green}, {2, red}}}};
}

struct Layout {
  PixelFormat format;
  UpToThree<Lattice> lattices;
};

constexpr Layout layouts[] = {
    {PixelFormat::BGR, interleaved(3, 0, 1, 2)},
    {PixelFormat::RGB, interleaved(3, 2, 1, 0)},
    {PixelFormat::BGRx, interleaved(4, 0, 1, 2)},
    {PixelFormat::BGRA, interleaved(4, 0, 1, 2)},
    {PixelFormat::RGBx, interleaved(4, 2, 1, 0)},
    {PixelFormat::RGBA, interleaved(4, 2, 1, 0)},
    {PixelFormat::xBGR, interleaved(4, 1, 2, 3)},
    {PixelFormat::ABGR, interleaved(4, 1, 2, 3)},
    {PixelFormat::xRGB, interleaved(4, 3, 2, 1)},
    {PixelFormat::ARGB, interleaved(4, 3, 2, 1)},
    {PixelFormat::GRAY8, {{0, 1, 1, 1, {{y, 0}}}}},
    {PixelFormat::I420, {{0, 1, 1, 1, {{y, 0}}}, {1, 1, 2, 2, {{cb, 0}}}, {2, 1, 2, 2, {{cr, 0}}}}},
    {PixelFormat::YV12, {{0, 1, 1, 1, {{y, 0}}}, {2, 1, 2, 2, {{cb, 0}}}, {1, 1, 2, 2, {{cr, 0}}}}},
    {PixelFormat::NV12, {{0, 1, 1, 1, {{y, 0}}}, {1, 2, 2, 2, {{cb, 0}, {cr, 1}}}}},
    {PixelFormat::NV21, {{0, 1, 1, 1, {{y, 0}}}, {1, 2, 2, 2, {{cb, 1}, {cr, 0}}}}},
    {PixelFormat::YUY2, {{0, 2, 1, 1, {{y, 0}}}, {0, 4, 2, 1, {{cb, 1}, {cr, 3}}}}},
    {PixelFormat::UYVY, {{0, 2, 1, 1, {{y, 1}}}, {0, 4, 2, 1, {{cb, 0}, {cr, 2}}}}},
};

bool is_rgb(PixelFormat format) {
  return lattices_of(format)[0].components.size() == 3;
}

} // namespace

const UpToThree<Lattice> &lattices_of(PixelFormat format) {
  for (const Layout &layout : layouts)
    if (layout.format == format)
      return layout.lattices;
  throw Error(ErrorKind::BadArgument, "The frame's pixel format is unknown.",
              "PixelFormat " + std::to_string(static_cast<int>(format)));
}

cv::Mat samples_of(const Frame &frame, const Lattice &lattice) {
  if (frame.width <= 0 || frame.height <= 0)
    throw Error(ErrorKind::BadArgument, "The frame is empty: width and height must be above 0.");
  const int columns = (frame.width - 1) / lattice.step_x + 1;
  const int rows = (frame.height - 1) / lattice.step_y + 1;
  const std::ptrdiff_t stride = frame.strides[lattice.plane];
  if (frame.planes[lattice.plane] == nullptr || stride < static_cast<std::ptrdiff_t>(columns) * lattice.channels)
    throw Error(ErrorKind::BadArgument, "The frame lacks a plane, or its stride is shorter than a row.",
                "plane " + std::to_string(lattice.plane) + ", stride " + std::to_string(stride));
  return {rows, columns, CV_8UC(lattice.channels), frame.planes[lattice.plane], static_cast<std::size_t>(stride)};
}

cv::Matx23d frame_from(const Lattice &lattice) {
  const double between = (lattice.step_y - 1) / 2.0;
  return {double(lattice.step_x), 0, 0, 0, double(lattice.step_y), between};
}

Encoding encoding_of(const Frame &frame) {
  if (is_rgb(frame.format))
    return {cv::Matx33d::eye(), {}};
  const bool hd = frame.matrix == ColourMatrix::BT709;
  const bool full = frame.range == ColourRange::Full;
  const double red = hd ? 0.2126 : 0.299;
  const double blue = hd ? 0.0722 : 0.114;
  const double green = 1 - red - blue;
  const double luma = full ? 1 : 219 / 255.0;
  const double chroma = full ? 1 : 224 / 255.0;
  const double to_cb = chroma / (2 * (1 - blue));
  const double to_cr = chroma / (2 * (1 - red));
  return {{luma * blue, luma * green, luma * red,            //
           to_cb * (1 - blue), -to_cb * green, -to_cb * red, //
           -to_cr * blue, -to_cr * green, to_cr * (1 - red)},
          {full ? 0.0 : 16.0, 128.0, 128.0}};
}

cv::Mat weights_of(const Encoding &encoding, const Lattice &lattice, bool with_offset) {
  const auto count = static_cast<int>(lattice.components.size());
  cv::Mat_<double> weights(count, with_offset ? 4 : 3);
  for (int i = 0; i < count; ++i) {
    const int row = lattice.components[i].row;
    for (int colour = 0; colour < 3; ++colour)
      weights(i, colour) = encoding.from_bgr(row, colour);
    if (with_offset)
      weights(i, 3) = encoding.offset[row];
  }
  return weights;
}

} // namespace ganmut
