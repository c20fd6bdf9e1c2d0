#include "composite/teeth.h"

#include <cmath>

#include "geometry/alignment.h"

namespace ganmut {
namespace {

// Millimetres, of adults.
constexpr double between_eyes = 63;                  // from pupil to pupil
constexpr double widths[] = {8.5, 6.5, 7.5, 7, 6.8}; // of teeth along the arch, from the middle outwards (Wheeler)
constexpr double arch_width = 27, arch_depth = 35;   // half axes of the ellipse that they stand on
constexpr double gap = 0.4;                          // standard deviation of the dark line between two teeth

constexpr double gap_depth = 0.2; // of the light
constexpr double rounding = 0.1;  // of the light, at the sides of a tooth
constexpr double turning = 0.35;  // of the light, at the end of the arch
constexpr double in_front = 1.1;  // the light there, where paint is a mean of all teeth

/// Where one tooth ends and the next begins as seen from the front, from the middle outwards; the last one's end.
std::array<double, std::size(widths) + 1> borders() {
  std::array<double, std::size(widths) + 1> borders{};
  constexpr double step = 0.01;
  double x = 0, along = 0, end = 0;
  for (std::size_t i = 0; i < std::size(widths); ++i) {
    for (end += widths[i]; along < end; x += step) {
      const double slope = arch_depth * x / (arch_width * arch_width) / std::sqrt(1 - std::pow(x / arch_width, 2));
      along += step * std::hypot(1, slope);
    }
    borders[i + 1] = x;
  }
  return borders;
}

/// The light at `x` from the middle. `blur`: standard deviation of what the frame's samples can show.
double light_at(double x, double blur) {
  static const auto ends = borders();
  const double away = std::abs(x), softness = std::hypot(gap, blur);
  double light = in_front - turning * std::pow(std::min(1., away / ends.back()), 2);
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const double depth = gap_depth * gap / softness;
    light *= 1 - depth * std::exp(-0.5 * std::pow((away - ends[i]) / softness, 2));
    if (i > 0 && away < ends[i] && away >= ends[i - 1])
      light *= 1 - rounding * std::pow((2 * away - ends[i] - ends[i - 1]) / (ends[i] - ends[i - 1]), 2);
  }
  return light;
}

} // namespace

TeethLight::TeethLight(const Landmarks &landmarks, double step) {
  const auto anchors = anchor_points(landmarks); // eyes, nose
  const double pixels = std::max(1e-3, cv::norm(anchors[1] - anchors[0])) / between_eyes;
  constexpr std::size_t below_nose = 33;
  const double reach = 30; // millimetres: more than the last border
  left = static_cast<float>(landmarks[below_nose].x - reach * pixels);
  steps_per_pixel = static_cast<float>(steps / (2 * reach * pixels));
  for (std::size_t i = 0; i < light.size(); ++i)
    light[i] = static_cast<float>(light_at(2 * reach * static_cast<double>(i) / steps - reach, 0.45 * step / pixels));
}

} // namespace ganmut
