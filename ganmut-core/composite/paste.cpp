#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"
#include "composite/patch.h"
#include "composite/resample.h"
#include "geometry/box.h"

namespace ganmut {
namespace {

/// Blends `picture` (CV_32FC3 BGR, 0..255) into the frame under `mask`.
void paste_picture(const Frame &frame, const cv::Mat &picture, const Affine &to_frame, const cv::Mat &mask) {
  const Encoding encoding = encoding_of(frame);
  for (const Patch &patch : patches_under(frame, to_frame, mask)) {
    cv::Mat encoded;
    cv::transform(picture, encoded, weights_of(encoding, *patch.lattice, true));
    blend(patch, resample(encoded, patch.picture_from_patch, patch.where.size(), Smoothness::Cubic));
  }
}

} // namespace

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

void paste(const Frame &frame, const Rendering &rendering, const cv::Matx23f &to_frame, const cv::Mat &mask,
           float strength) {
  paste_picture(frame, 255 * rendering.picture, to_frame, strength * mask);
}

void paste_box(const Frame &frame, const cv::Mat &picture, const Box &box, float strength) {
  const cv::Rect part = cut_at_border(box, {frame.width, frame.height});
  if (part.empty())
    return;
  cv::Mat pixels;
  cv::resize(picture, pixels, part.size(), 0, 0, cv::INTER_LINEAR);
  pixels.forEach<cv::Vec3f>([](cv::Vec3f &pixel, const int *) {
    for (float &value : pixel.val) // as numpy stores floats in bytes
      value = static_cast<float>(static_cast<int>(std::clamp(value * 255.F, 0.F, 255.F)));
  });
  paste_picture(frame, pixels, translation(part.x, part.y), cv::Mat(part.size(), CV_32FC1, cv::Scalar(strength)));
}

void paste(const Frame &frame, const Rendering &rendering, const Placement &placement, const cv::Mat &mask,
           float strength) {
  if (placement.box())
    paste_box(frame, rendering.picture, *placement.box(), strength);
  else
    paste(frame, rendering, placement.to_frame(), mask, strength);
}

} // namespace ganmut
