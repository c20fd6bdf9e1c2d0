#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <ganmut/frame.h>

/// One sample of a frame, described apart from the library's own table.
struct Sample {
  std::size_t index; ///< in the frame's bytes
  char component;    ///< one of B G R Y U V
  double x, y;       ///< place in the frame, pixels
};

/// A frame with its own memory: strides padded, guard bytes around each plane.
class TestFrame {
public:
  struct Format {
    ganmut::PixelFormat format;
    const char *name;
  };
  static const std::vector<Format> &formats() {
    using P = ganmut::PixelFormat;
    static const std::vector<Format> all = {
        {P::BGR, "BGR"},     {P::RGB, "RGB"},   {P::BGRx, "BGRx"}, {P::RGBx, "RGBx"}, {P::xBGR, "xBGR"},
        {P::xRGB, "xRGB"},   {P::BGRA, "BGRA"}, {P::RGBA, "RGBA"}, {P::ABGR, "ABGR"}, {P::ARGB, "ARGB"},
        {P::GRAY8, "GRAY8"}, {P::I420, "I420"}, {P::YV12, "YV12"}, {P::NV12, "NV12"}, {P::NV21, "NV21"},
        {P::YUY2, "YUY2"},   {P::UYVY, "UYVY"}};
    return all;
  }

  TestFrame(const Format &format, int width, int height, int padding) : name_(format.name) {
    frame.format = format.format;
    frame.width = width;
    frame.height = height;
    const int half = (width + 1) / 2;
    const int half_rows = (height + 1) / 2;
    if (is_rgb())
      add_plane(width * static_cast<int>(name_.size()), height, padding);
    else if (name_ == "YUY2" || name_ == "UYVY")
      add_plane(half * 4, height, padding);
    else
      add_plane(width, height, padding);
    if (name_ == "NV12" || name_ == "NV21")
      add_plane(half * 2, half_rows, padding);
    if (name_ == "I420" || name_ == "YV12") {
      add_plane(half, half_rows, padding);
      add_plane(half, half_rows, padding);
    }
    std::mt19937 random(7);
    for (auto &byte : bytes)
      byte = static_cast<std::uint8_t>(random());
    for (int i = 0; i < planes_; ++i)
      frame.planes[i] = bytes.data() + starts_[i];
    find_samples();
  }
  TestFrame(const TestFrame &) = delete;
  TestFrame &operator=(const TestFrame &) = delete;

  bool is_rgb() const { return name_.find('R') != std::string::npos && name_ != "GRAY8"; }

  const char *name() const { return name_.c_str(); }

  ganmut::Frame frame;
  std::vector<std::uint8_t> bytes;
  std::vector<Sample> samples; ///< all that carry picture; alpha, padding and guards are not among them

private:
  static constexpr std::size_t guard = 64;

  void add_plane(int row, int rows, int padding) {
    starts_[planes_] = bytes.size() + guard;
    frame.strides[planes_] = row + padding;
    bytes.resize(bytes.size() + 2 * guard + static_cast<std::size_t>(row + padding) * rows);
    ++planes_;
  }

  void add_samples(char component, int plane, int offset, int step, int sub_x, int sub_y) {
    for (int y = 0; y * sub_y < frame.height; ++y)
      for (int x = 0; x * sub_x < frame.width; ++x)
        samples.push_back({starts_[plane] + y * frame.strides[plane] + x * step + offset, component,
                           static_cast<double>(x * sub_x), sub_y == 2 ? y * 2 + 0.5 : y});
  }

  void find_samples() {
    if (is_rgb()) {
      for (char component : {'B', 'G', 'R'})
        add_samples(component, 0, static_cast<int>(name_.find(component)), static_cast<int>(name_.size()), 1, 1);
      return;
    }
    if (name_ == "YUY2" || name_ == "UYVY") {
      const int first = name_ == "UYVY" ? 1 : 0;
      add_samples('Y', 0, first, 2, 1, 1);
      add_samples('U', 0, 1 - first, 4, 2, 1);
      add_samples('V', 0, 3 - first, 4, 2, 1);
      return;
    }
    add_samples('Y', 0, 0, 1, 1, 1);
    if (name_ == "NV12" || name_ == "NV21") {
      add_samples('U', 1, name_ == "NV21", 2, 2, 2);
      add_samples('V', 1, name_ == "NV12", 2, 2, 2);
    } else if (name_ != "GRAY8") {
      add_samples('U', name_ == "I420" ? 1 : 2, 0, 1, 2, 2);
      add_samples('V', name_ == "I420" ? 2 : 1, 0, 1, 2, 2);
    }
  }

  std::string name_;
  int planes_ = 0;
  std::array<std::size_t, 3> starts_{};
};

/// What a colour (0..255) is in a component, by the textbook: Y' = Kr R + Kg G + Kb B, Cb = (B - Y') / (2 - 2 Kb).
inline double encoded(const ganmut::Frame &frame, char component, double b, double g, double r) {
  const bool hd = frame.matrix == ganmut::ColourMatrix::BT709;
  const bool full = frame.range == ganmut::ColourRange::Full;
  const double kr = hd ? 0.2126 : 0.299;
  const double kb = hd ? 0.0722 : 0.114;
  const double luma = kr * r + (1 - kr - kb) * g + kb * b;
  switch (component) {
  case 'B':
    return b;
  case 'G':
    return g;
  case 'R':
    return r;
  case 'Y':
    return full ? luma : 16 + luma * 219 / 255;
  case 'U':
    return 128 + (b - luma) / (2 - 2 * kb) * (full ? 1 : 224 / 255.0);
  default:
    return 128 + (r - luma) / (2 - 2 * kr) * (full ? 1 : 224 / 255.0);
  }
}
