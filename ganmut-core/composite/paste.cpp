#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"
#include "composite/patch.h"

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

void paste(const Frame &frame, const Rendering &rendering, const cv::Matx23f &to_frame, const cv::Mat &mask,
           float strength) {
  paste_picture(frame, 255 * rendering.picture, to_frame, strength * mask);
}

cv::Rect cut_at_border(const Frame &frame, const Box &box) {
  if (!std::isfinite(box.x + box.y + box.width + box.height))
    return {};
  // Far beyond any frame, near enough for integers.
  const auto whole = [](float v) { return cvRound(std::clamp(v, -1e8F, 1e8F)); };
  return cv::Rect(whole(box.x), whole(box.y), whole(box.width), whole(box.height)) &
         cv::Rect(0, 0, frame.width, frame.height);
}

void paste_box(const Frame &frame, const cv::Mat &picture, const Box &box, float strength) {
  const cv::Rect part = cut_at_border(frame, box);
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

} // namespace ganmut
