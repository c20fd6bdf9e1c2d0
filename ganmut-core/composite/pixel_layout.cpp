#include "composite/pixel_layout.h"

#include <string>
#include <utility>

#include <ganmut/error.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "Words of 16 bits are read as they lie in memory.");

namespace ganmut {
namespace {

constexpr int y = 0, cb = 1, cr = 2;
constexpr Word ten = {10}, twelve = {12}, sixteen = {16}, upper_ten = {10, 6}, upper_twelve = {12, 4};

/// A format of one plane from the places of B, G, R or of Y', Cb, Cr.
constexpr Layout interleaved(ColourModel model, int channels, int first, int second, int third, Word word = {}) {
  return {model, {{0, channels, 1, 1, {{0, first}, {1, second}, {2, third}}, word}}};
}
constexpr Layout rgb(int channels, int blue, int green, int red, Word word = {}) {
  return interleaved(ColourModel::Rgb, channels, blue, green, red, word);
}

/// Blue and red come behind green, and alpha last.
constexpr Layout planar_rgb(Word word = {}) {
  return {ColourModel::Rgb, {{1, 1, 1, 1, {{0, 0}}, word}, {0, 1, 1, 1, {{1, 0}}, word}, {2, 1, 1, 1, {{2, 0}}, word}}};
}

constexpr Layout grey(Word word = {}) {
  return {ColourModel::Grey, {{0, 1, 1, 1, {{y, 0}}, word}}};
}

/// Planes of Y', Cb and Cr, with one of Cb and Cr for `step_x` x `step_y` of Y'.
constexpr Layout planar(int step_x, int step_y, Word word = {}, int cb_plane = 1) {
  return {ColourModel::YCbCr,
          {{0, 1, 1, 1, {{y, 0}}, word},
           {cb_plane, 1, step_x, step_y, {{cb, 0}}, word},
           {3 - cb_plane, 1, step_x, step_y, {{cr, 0}}, word}}};
}

/// A plane of Y', and one of Cb and Cr in turn.
constexpr Layout half_planar(int step_y, Word word = {}, int cb_offset = 0) {
  return {ColourModel::YCbCr,
          {{0, 1, 1, 1, {{y, 0}}, word}, {1, 2, 2, step_y, {{cb, cb_offset}, {cr, 1 - cb_offset}}, word}}};
}

/// Y' in turn with Cb and Cr.
constexpr Layout in_turn(int y_offset) {
  return {ColourModel::YCbCr,
          {{0, 2, 1, 1, {{y, y_offset}}, {}}, {0, 4, 2, 1, {{cb, 1 - y_offset}, {cr, 3 - y_offset}}, {}}}};
}

constexpr std::pair<PixelFormat, Layout> layouts[] = {
    {PixelFormat::BGR, rgb(3, 0, 1, 2)},
    {PixelFormat::RGB, rgb(3, 2, 1, 0)},
    {PixelFormat::BGRx, rgb(4, 0, 1, 2)},
    {PixelFormat::BGRA, rgb(4, 0, 1, 2)},
    {PixelFormat::RGBx, rgb(4, 2, 1, 0)},
    {PixelFormat::RGBA, rgb(4, 2, 1, 0)},
    {PixelFormat::xBGR, rgb(4, 1, 2, 3)},
    {PixelFormat::ABGR, rgb(4, 1, 2, 3)},
    {PixelFormat::xRGB, rgb(4, 3, 2, 1)},
    {PixelFormat::ARGB, rgb(4, 3, 2, 1)},
    {PixelFormat::BGRA64_LE, rgb(4, 0, 1, 2, sixteen)},
    {PixelFormat::RGBA64_LE, rgb(4, 2, 1, 0, sixteen)},
    {PixelFormat::ABGR64_LE, rgb(4, 1, 2, 3, sixteen)},
    {PixelFormat::ARGB64_LE, rgb(4, 3, 2, 1, sixteen)},
    {PixelFormat::GBR, planar_rgb()},
    {PixelFormat::GBRA, planar_rgb()},
    {PixelFormat::GBR_10LE, planar_rgb(ten)},
    {PixelFormat::GBRA_10LE, planar_rgb(ten)},
    {PixelFormat::GBR_12LE, planar_rgb(twelve)},
    {PixelFormat::GBRA_12LE, planar_rgb(twelve)},
    {PixelFormat::GRAY8, grey()},
    {PixelFormat::GRAY16_LE, grey(sixteen)},
    {PixelFormat::I420, planar(2, 2)},
    {PixelFormat::YV12, planar(2, 2, {}, 2)},
    {PixelFormat::A420, planar(2, 2)},
    {PixelFormat::Y42B, planar(2, 1)},
    {PixelFormat::Y444, planar(1, 1)},
    {PixelFormat::I420_10LE, planar(2, 2, ten)},
    {PixelFormat::A420_10LE, planar(2, 2, ten)},
    {PixelFormat::I422_10LE, planar(2, 1, ten)},
    {PixelFormat::A422_10LE, planar(2, 1, ten)},
    {PixelFormat::Y444_10LE, planar(1, 1, ten)},
    {PixelFormat::A444_10LE, planar(1, 1, ten)},
    {PixelFormat::I420_12LE, planar(2, 2, twelve)},
    {PixelFormat::I422_12LE, planar(2, 1, twelve)},
    {PixelFormat::Y444_12LE, planar(1, 1, twelve)},
    {PixelFormat::Y444_16LE, planar(1, 1, sixteen)},
    {PixelFormat::NV12, half_planar(2)},
    {PixelFormat::NV21, half_planar(2, {}, 1)},
    {PixelFormat::NV16, half_planar(1)},
    {PixelFormat::P010_10LE, half_planar(2, upper_ten)},
    {PixelFormat::P012_LE, half_planar(2, upper_twelve)},
    {PixelFormat::P016_LE, half_planar(2, sixteen)},
    {PixelFormat::YUY2, in_turn(0)},
    {PixelFormat::UYVY, in_turn(1)},
    {PixelFormat::AYUV, interleaved(ColourModel::YCbCr, 4, 1, 2, 3)},
    {PixelFormat::VUYA, interleaved(ColourModel::YCbCr, 4, 2, 1, 0)},
    {PixelFormat::AYUV64, interleaved(ColourModel::YCbCr, 4, 1, 2, 3, sixteen)},
};

/// What red and blue weigh in luma.
struct Weights {
  double red, blue;
};
Weights luma_weights(ColourMatrix matrix) {
  if (matrix == ColourMatrix::BT601)
    return {0.299, 0.114};
  return matrix == ColourMatrix::BT709 ? Weights{0.2126, 0.0722} : Weights{0.2627, 0.0593};
}

} // namespace

const Layout &layout_of(PixelFormat format) {
  for (const auto &[known, layout] : layouts)
    if (known == format)
      return layout;
  throw Error(ErrorKind::BadArgument, "The frame's pixel format is unknown.",
              "PixelFormat " + std::to_string(static_cast<int>(format)));
}

cv::Mat samples_of(const Frame &frame, const Lattice &lattice) {
  if (frame.width <= 0 || frame.height <= 0)
    throw Error(ErrorKind::BadArgument, "The frame is empty: width and height must be above 0.");
  const int columns = (frame.width - 1) / lattice.step_x + 1;
  const int rows = (frame.height - 1) / lattice.step_y + 1;
  const std::ptrdiff_t bytes = lattice.word.bits > 8 ? 2 : 1;
  std::uint8_t *plane = frame.planes[lattice.plane];
  const std::ptrdiff_t stride = frame.strides[lattice.plane];
  const auto where = [&] { return "plane " + std::to_string(lattice.plane) + ", stride " + std::to_string(stride); };
  if (plane == nullptr || stride < bytes * columns * lattice.channels)
    throw Error(ErrorKind::BadArgument, "The frame lacks a plane, or its stride is shorter than a row.", where());
  if (stride % bytes != 0 || reinterpret_cast<std::uintptr_t>(plane) % bytes != 0)
    throw Error(ErrorKind::BadArgument, "The frame's samples of two bytes lie at odd addresses; they must be even.",
                where());
  const int type = CV_MAKETYPE(bytes == 2 ? CV_16U : CV_8U, lattice.channels);
  return {rows, columns, type, plane, static_cast<std::size_t>(stride)};
}

cv::Matx23d frame_from(const Lattice &lattice) {
  const double between = (lattice.step_y - 1) / 2.0;
  return {double(lattice.step_x), 0, 0, 0, double(lattice.step_y), between};
}

Encoding encoding_of(const Frame &frame) {
  const Layout &layout = layout_of(frame.format);
  const Word word = layout.lattices[0].word;
  const double in_full = word.most() / 255.0;
  const double in_limited = (1 << (word.bits - 8)) * word.unit();
  if (layout.model == ColourModel::Rgb)
    return {in_full * cv::Matx33d::eye(), {}};
  const bool full = frame.range == ColourRange::Full;
  const auto [red, blue] = luma_weights(frame.matrix);
  const double green = 1 - red - blue;
  const double luma = full ? in_full : in_limited * 219 / 255;
  const double chroma = full ? in_full : in_limited * 224 / 255;
  const double to_cb = chroma / (2 * (1 - blue));
  const double to_cr = chroma / (2 * (1 - red));
  const double neutral = in_limited * 128;                   // in either range
  return {{luma * blue, luma * green, luma * red,            //
           to_cb * (1 - blue), -to_cb * green, -to_cb * red, //
           -to_cr * blue, -to_cr * green, to_cr * (1 - red)},
          {full ? 0.0 : in_limited * 16, neutral, neutral}};
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
