#include <algorithm>
#include <cmath>

#include "composite/compositor.h"

namespace ganmut {

cv::Mat soft_mask(int size, float feather) {
  // A superellipse leaves out the corners, where there is no face, and still reaches chin and brows.
  constexpr float roundness = 2.5F;
  const float radius = std::max(0.5F * static_cast<float>(size - 1), 0.5F);
  const float edge = std::max(2.F * feather, 1e-6F); // in radii
  cv::Mat mask(size, size, CV_32FC1);
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      const float dx = std::abs(static_cast<float>(x) - radius) / radius;
      const float dy = std::abs(static_cast<float>(y) - radius) / radius;
      const float r = std::pow(std::pow(dx, roundness) + std::pow(dy, roundness), 1.F / roundness);
      const float t = std::clamp((1.F - r) / edge, 0.F, 1.F);
      mask.at<float>(y, x) = t * t * (3.F - 2.F * t);
    }
  return mask;
}

} // namespace ganmut
