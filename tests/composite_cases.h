#pragma once

#include <algorithm>
#include <cmath>

#include "composite/compositor.h"
#include "suite.h"
#include "test_frame.h"

/// Frames of all kinds to edit, and what may become of their samples.
namespace composite_cases {

using namespace ganmut;

constexpr int side = 32; // of the aligned picture

/// From the aligned picture to the frame: turned, larger or smaller, shifted.
struct Placing {
  double scale, degrees, x, y;
};
inline const Placing placings[] = {
    {1.2, 10, 12, 3},   // inside the frame
    {0.6, -25, 30, 30}, // smaller than the aligned picture
    {2.5, 5, -30, -25}, // over the frame's border
};

inline cv::Matx23f matrix(const Placing &p) {
  const double c = p.scale * std::cos(p.degrees * M_PI / 180);
  const double s = p.scale * std::sin(p.degrees * M_PI / 180);
  return cv::Matx23d(c, -s, p.x, s, c, p.y);
}

inline cv::Vec2d aligned_position(const Placing &p, double x, double y) {
  const double c = std::cos(p.degrees * M_PI / 180) / p.scale;
  const double s = std::sin(p.degrees * M_PI / 180) / p.scale;
  return {c * (x - p.x) + s * (y - p.y), -s * (x - p.x) + c * (y - p.y)};
}

/// Bilinear, 0 outside.
inline double mask_at(const cv::Mat &mask, cv::Vec2d p) {
  const int x = static_cast<int>(std::floor(p[0]));
  const int y = static_cast<int>(std::floor(p[1]));
  const auto value = [&](int i, int j) {
    return i < 0 || j < 0 || i >= mask.cols || j >= mask.rows ? 0.0 : mask.at<float>(j, i);
  };
  const double u = p[0] - x;
  const double v = p[1] - y;
  return (1 - v) * ((1 - u) * value(x, y) + u * value(x + 1, y)) +
         v * ((1 - u) * value(x, y + 1) + u * value(x + 1, y + 1));
}

/// Whether the mask is 0 here and as far around as OpenCV rounds positions.
inline bool is_outside(const cv::Mat &mask, cv::Vec2d p) {
  constexpr double around = 1.0 / 16;
  for (double dx : {-around, around})
    for (double dy : {-around, around})
      if (mask_at(mask, {p[0] + dx, p[1] + dy}) > 0)
        return false;
  return true;
}

struct Size {
  int width, height, padding;
};
inline const Size sizes[] = {{64, 48, 0}, {67, 49, 0}, {67, 50, 13}, {1, 1, 3}};

struct Colour {
  ColourMatrix matrix;
  ColourRange range;
};
inline const Colour colours[] = {
    {ColourMatrix::BT601, ColourRange::Full},  {ColourMatrix::BT601, ColourRange::Limited},
    {ColourMatrix::BT709, ColourRange::Full},  {ColourMatrix::BT709, ColourRange::Limited},
    {ColourMatrix::BT2020, ColourRange::Full}, {ColourMatrix::BT2020, ColourRange::Limited}};

/// Runs `check(frame)` for every format in every size and in every colorimetry. (A loop in one test: a process for each
/// is slow.)
template <class Check> void for_all_frames(Check check) {
  for (const auto &format : TestFrame::formats())
    for (const Size &size : sizes)
      for (const Colour &colour : colours) {
        if (&colour != colours && (&size != sizes || TestFrame::is_rgb(format)))
          continue; // they do not depend on each other, and to RGB colorimetry means nothing
        TestFrame frame(format, size.width, size.height, size.padding);
        frame.frame.matrix = colour.matrix;
        frame.frame.range = colour.range;
        check(frame);
      }
}

/// Runs `check(frame, placing)` for every frame and placing; the frame starts with the same bytes each time.
template <class Check> void for_all(Check check) {
  for_all_frames([&](TestFrame &frame) {
    const auto start = frame.bytes;
    for (const Placing &placing : placings) {
      std::copy(start.begin(), start.end(), frame.bytes.begin());
      check(frame, placing);
    }
  });
}

/// Compares `frame` with the bytes `before`: samples outside the mask, alpha, padding and guards must be equal, samples
/// inside within `tolerance` (in steps of 8 bits) of expected(sample, value before, mask).
template <class Expected>
void compare(const TestFrame &frame, const std::vector<std::uint8_t> &before, const Placing &placing,
             const cv::Mat &mask, double tolerance, Expected expected) {
  std::vector<bool> may_change(before.size());
  for (const Sample &sample : frame.samples) {
    const cv::Vec2d p = aligned_position(placing, sample.x, sample.y);
    if (is_outside(mask, p))
      continue;
    std::fill_n(may_change.begin() + static_cast<std::ptrdiff_t>(sample.index), frame.word_size(), true);
    const int old = frame.value(before, sample), now = frame.value(sample);
    const double value = std::clamp(expected(sample, old, mask_at(mask, p)), 0.0, double(frame.most()));
    if (std::abs(now - value) > tolerance * frame.step() || !frame.is_clean(sample))
      ck_abort_msg("%s: %c at (%g, %g): %d became %d, expected %g", frame.name(), sample.component, sample.x, sample.y,
                   old, now, value);
  }
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!may_change[i] && frame.bytes[i] != before[i])
      ck_abort_msg("%s: byte %zu outside the mask changed", frame.name(), i);
}

/// Layers that change nothing, of a face whose closed mouth lies at 3/4 of the height.
inline RenderedLayers still_layers() {
  RenderedLayers layers;
  layers.upper = cv::Mat::zeros(side, side, CV_32FC2);
  layers.lower = cv::Mat::zeros(side, side, CV_32FC2);
  layers.gain = cv::Mat::zeros(side, side, CV_32FC1);
  layers.matte = cv::Mat(side, side, CV_32FC1, cv::Scalar(-20));
  layers.paint = cv::Mat(side, side, CV_32FC3, cv::Scalar(0.2, 0.5, 0.9));
  layers.landmarks.fill({-100, -100});
  for (std::size_t i = 0; i < 17; ++i) { // a face that is larger than the picture
    const float angle = static_cast<float>(M_PI) * (1 + static_cast<float>(i) / 16);
    layers.landmarks[i] = {side / 2.F + 1000 * std::cos(angle), side / 2.F - 1000 * std::sin(angle)};
  }
  for (int i = 60; i < 68; ++i)
    layers.landmarks[i] = {side / 2.F + 6.F * std::cos(static_cast<float>(M_PI) / 4 * static_cast<float>(i - 64)),
                           0.75F * side};
  return layers;
}

inline Rendering moving_everywhere(const cv::Vec2d &flow, bool in_layers) {
  const cv::Mat moving(side, side, CV_32FC2, cv::Scalar(flow[0], flow[1]));
  Rendering rendering;
  if (in_layers) {
    rendering.layers = still_layers();
    rendering.layers->upper = moving;
    rendering.layers->lower = moving;
  } else {
    rendering.delta = cv::Mat::zeros(side, side, CV_32FC3);
    rendering.flow = moving;
  }
  return rendering;
}

} // namespace composite_cases
