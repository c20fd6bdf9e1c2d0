#include "trainer/evaluation/paint.h"

#include <algorithm>
#include <cmath>

#include "composite/compositor.h"
#include "geometry/alignment.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/data/picture_file.h"
#include "trainer/evaluation/evaluation_data.h"

namespace ganmut {

namespace {

constexpr double opacity = 0.7;

/// 1 within the blob, falling to 0 over its outer third.
double cover(const Paint::Blob &blob, double x, double y) {
  const double distance = std::hypot((x - blob.x) / blob.rx, (y - blob.y) / blob.ry);
  return std::clamp((1.15 - distance) / 0.3, 0., 1.);
}

} // namespace

const std::vector<Paint> &test_paints() {
  static const cv::Scalar orange(40, 140, 240), red(40, 40, 200), purple(160, 60, 140), white(235, 240, 240);
  static const std::vector<Paint> paints = {
      {"orange mouth and cheeks",
       {{0.5, 0.67, 0.15, 0.07, orange}, {0.27, 0.55, 0.09, 0.07, orange}, {0.73, 0.55, 0.09, 0.07, orange}}},
      {"red brows, orange mouth",
       {{0.34, 0.24, 0.12, 0.035, red}, {0.66, 0.24, 0.12, 0.035, red}, {0.5, 0.67, 0.15, 0.06, orange}}},
      {"purple eyes and mouth",
       {{0.35, 0.34, 0.1, 0.05, purple}, {0.65, 0.34, 0.1, 0.05, purple}, {0.5, 0.68, 0.12, 0.08, purple}}},
      {"white mouth", {{0.5, 0.67, 0.14, 0.05, white}}},
  };
  return paints;
}

void apply(const Paint &paint, cv::Mat &photo, const Face &face) {
  constexpr int size = 128;
  const auto to_frame = aligned_to_frame(own_alignment(), size, face);
  const auto frame = frame_of(photo);
  cv::Mat painted;
  cut_out(frame, to_frame, size).convertTo(painted, CV_32FC3, 1 / 255.);
  const cv::Mat before = painted.clone();
  for (const auto &blob : paint.blobs)
    painted.forEach<cv::Vec3f>([&](cv::Vec3f &pixel, const int *at) {
      const double share = opacity * cover(blob, (at[1] + 0.5) / size, (at[0] + 0.5) / size);
      for (int i = 0; i < 3; ++i)
        pixel[i] = static_cast<float>((1 - share) * pixel[i] + share * blob.colour[i] / 255);
    });
  constexpr float feather = 0.12F;
  add_residual(frame, {painted - before, {}, painted, {}}, to_frame, soft_mask(size, feather), 1.F);
}

} // namespace ganmut
