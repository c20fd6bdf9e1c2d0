#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <ganmut/frame.h>

/// One sample of a frame, described apart from the library's own table.
struct Sample {
  std::size_t index; ///< of its first byte in the frame's bytes
  char component;    ///< one of B G R Y U V
  double x, y;       ///< place in the frame, pixels
};

/// A frame with its own memory: strides padded, guard bytes around each plane. Bytes are random, samples within their
/// bits.
class TestFrame {
public:
  struct Format {
    ganmut::PixelFormat format;
    const char *name;
    /// Of each plane what its words hold in turn, and after a slash the pixels across and down that these are for,
    /// where they are more than one. What is not one of B G R Y U V carries no picture.
    const char *planes;
    int bits = 8;  ///< of a sample
    int shift = 0; ///< bits below it in its word
  };
  static const std::vector<Format> &formats() {
    using P = ganmut::PixelFormat;
    static const std::vector<Format> all = {
        {P::BGR, "BGR", "BGR"},
        {P::RGB, "RGB", "RGB"},
        {P::BGRx, "BGRx", "BGRx"},
        {P::RGBx, "RGBx", "RGBx"},
        {P::xBGR, "xBGR", "xBGR"},
        {P::xRGB, "xRGB", "xRGB"},
        {P::BGRA, "BGRA", "BGRA"},
        {P::RGBA, "RGBA", "RGBA"},
        {P::ABGR, "ABGR", "ABGR"},
        {P::ARGB, "ARGB", "ARGB"},
        {P::GRAY8, "GRAY8", "Y"},
        {P::I420, "I420", "Y U/22 V/22"},
        {P::YV12, "YV12", "Y V/22 U/22"},
        {P::NV12, "NV12", "Y UV/22"},
        {P::NV21, "NV21", "Y VU/22"},
        {P::YUY2, "YUY2", "YUYV/21"},
        {P::UYVY, "UYVY", "UYVY/21"},
        {P::Y42B, "Y42B", "Y U/21 V/21"},
        {P::Y444, "Y444", "Y U V"},
        {P::A420, "A420", "Y U/22 V/22 A"},
        {P::NV16, "NV16", "Y UV/21"},
        {P::AYUV, "AYUV", "AYUV"},
        {P::VUYA, "VUYA", "VUYA"},
        {P::GBR, "GBR", "G B R"},
        {P::GBRA, "GBRA", "G B R A"},
        {P::I420_10LE, "I420_10LE", "Y U/22 V/22", 10},
        {P::I422_10LE, "I422_10LE", "Y U/21 V/21", 10},
        {P::Y444_10LE, "Y444_10LE", "Y U V", 10},
        {P::A420_10LE, "A420_10LE", "Y U/22 V/22 A", 10},
        {P::A422_10LE, "A422_10LE", "Y U/21 V/21 A", 10},
        {P::A444_10LE, "A444_10LE", "Y U V A", 10},
        {P::P010_10LE, "P010_10LE", "Y UV/22", 10, 6},
        {P::GBR_10LE, "GBR_10LE", "G B R", 10},
        {P::GBRA_10LE, "GBRA_10LE", "G B R A", 10},
        {P::I420_12LE, "I420_12LE", "Y U/22 V/22", 12},
        {P::I422_12LE, "I422_12LE", "Y U/21 V/21", 12},
        {P::Y444_12LE, "Y444_12LE", "Y U V", 12},
        {P::P012_LE, "P012_LE", "Y UV/22", 12, 4},
        {P::GBR_12LE, "GBR_12LE", "G B R", 12},
        {P::GBRA_12LE, "GBRA_12LE", "G B R A", 12},
        {P::GRAY16_LE, "GRAY16_LE", "Y", 16},
        {P::Y444_16LE, "Y444_16LE", "Y U V", 16},
        {P::P016_LE, "P016_LE", "Y UV/22", 16},
        {P::AYUV64, "AYUV64", "AYUV", 16},
        {P::ARGB64_LE, "ARGB64_LE", "ARGB", 16},
        {P::RGBA64_LE, "RGBA64_LE", "RGBA", 16},
        {P::BGRA64_LE, "BGRA64_LE", "BGRA", 16},
        {P::ABGR64_LE, "ABGR64_LE", "ABGR", 16},
    };
    return all;
  }

  /// `padding`: samples' words at the end of each row.
  TestFrame(const Format &format, int width, int height, int padding) : format_(format) {
    frame.format = format.format;
    frame.width = width;
    frame.height = height;
    std::istringstream planes(format.planes);
    std::size_t starts[4] = {};
    int count = 0;
    for (std::string plane; planes >> plane; ++count)
      starts[count] = add_plane(count, plane, padding);
    std::mt19937 random(7);
    for (auto &byte : bytes)
      byte = static_cast<std::uint8_t>(random());
    for (const Sample &sample : samples)
      set(sample, static_cast<int>(random() % (most() + 1)));
    for (int i = 0; i < count; ++i)
      frame.planes[i] = bytes.data() + starts[i];
  }
  TestFrame(const TestFrame &) = delete;
  TestFrame &operator=(const TestFrame &) = delete;

  const Format &format() const { return format_; }
  const char *name() const { return format_.name; }
  static bool is_rgb(const Format &format) { return std::strchr(format.planes, 'R') != nullptr; }
  bool is_rgb() const { return is_rgb(format_); }
  unsigned most() const { return (1U << format_.bits) - 1; }         ///< that a sample can be
  double step() const { return 1 << (format_.bits - 8); }            ///< of a sample, for 1 of 8 bits
  std::size_t word_size() const { return format_.bits > 8 ? 2 : 1; } ///< bytes
  int value(const Sample &sample) const { return value(bytes, sample); }

  /// What `sample` is in `bytes`, which are as many as the frame's.
  int value(const std::vector<std::uint8_t> &bytes, const Sample &sample) const {
    return word(bytes, sample) >> format_.shift;
  }

  void set(const Sample &sample, double value) {
    const int word = static_cast<int>(std::lround(value)) << format_.shift;
    bytes[sample.index] = static_cast<std::uint8_t>(word);
    if (word_size() == 2)
      bytes[sample.index + 1] = static_cast<std::uint8_t>(word >> 8);
  }

  /// Whether the word has no bits but those of its sample.
  bool is_clean(const Sample &sample) const {
    return word(bytes, sample) == (value(sample) & static_cast<int>(most())) << format_.shift;
  }

  /// What a colour (0..255) is in a component, by the textbook: Y' = Kr R + Kg G + Kb B, Cb = (B - Y') / (2 - 2 Kb).
  double encoded(char component, double b, double g, double r) const {
    const bool full = frame.range == ganmut::ColourRange::Full;
    const bool uhd = frame.matrix == ganmut::ColourMatrix::BT2020, hd = frame.matrix == ganmut::ColourMatrix::BT709;
    const double kr = uhd ? 0.2627 : hd ? 0.2126 : 0.299;
    const double kb = uhd ? 0.0593 : hd ? 0.0722 : 0.114;
    const double luma = kr * r + (1 - kr - kb) * g + kb * b;
    const double in_full = most() / 255.0;
    switch (component) {
    case 'B':
      return b * in_full;
    case 'G':
      return g * in_full;
    case 'R':
      return r * in_full;
    case 'Y':
      return full ? luma * in_full : step() * (16 + luma * 219 / 255);
    case 'U':
      return 128 * step() + (b - luma) / (2 - 2 * kb) * (full ? in_full : step() * 224 / 255);
    default:
      return 128 * step() + (r - luma) / (2 - 2 * kr) * (full ? in_full : step() * 224 / 255);
    }
  }

  ganmut::Frame frame;
  std::vector<std::uint8_t> bytes;
  std::vector<Sample> samples; ///< all that carry picture; alpha, padding and guards are not among them

private:
  static constexpr std::size_t guard = 64;

  std::size_t add_plane(int plane, const std::string &description, int padding) {
    const std::string letters = description.substr(0, description.find('/'));
    const bool is_fine = letters.size() == description.size();
    const int across = is_fine ? 1 : description[letters.size() + 1] - '0';
    const int down = is_fine ? 1 : description[letters.size() + 2] - '0';
    const int columns = (frame.width + across - 1) / across, rows = (frame.height + down - 1) / down;
    const auto stride = (columns * letters.size() + static_cast<std::size_t>(padding)) * word_size();
    const std::size_t start = bytes.size() + guard;
    bytes.resize(bytes.size() + 2 * guard + stride * static_cast<std::size_t>(rows));
    frame.strides[plane] = static_cast<std::ptrdiff_t>(stride);
    for (std::size_t i = 0; i < letters.size(); ++i) {
      if (std::strchr("BGRYUV", letters[i]) == nullptr)
        continue;
      const int right = letters.find(letters[i]) == i ? 0 : 1; // the second Y of two pixels
      for (int y = 0; y < rows; ++y)
        for (int x = 0; x * across + right < frame.width; ++x)
          samples.push_back({start + static_cast<std::size_t>(y) * stride +
                                 (static_cast<std::size_t>(x) * letters.size() + i) * word_size(),
                             letters[i], static_cast<double>(x * across + right), y * down + (down - 1) / 2.0});
    }
    return start;
  }

  int word(const std::vector<std::uint8_t> &bytes, const Sample &sample) const {
    return bytes[sample.index] | (word_size() == 2 ? bytes[sample.index + 1] << 8 : 0);
  }

  Format format_;
};
