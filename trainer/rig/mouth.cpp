#include "trainer/rig/mouth.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "trainer/rig/rasterizer.h"

namespace ganmut {

namespace {

constexpr int samples = 4;   // of a pixel, along each side: gaps between teeth are finer than pixels
constexpr float reach = 2.F; // centimetres behind the front teeth where a third of the light is left

/// Colours in the light of most photographs, BGR.
cv::Vec3f albedo(RigPart part) {
  switch (part) {
  case RigPart::Teeth:
    return {0.81F, 0.895F, 1.F};
  case RigPart::Gums:
    return {0.52F, 0.50F, 0.82F};
  default:
    return {0.20F, 0.22F, 0.80F};
  }
}

/// Teeth are about as bright as light skin, and not much darker in dark faces.
float brightness_of_white(const cv::Scalar &skin) {
  const double grey = 0.114 * skin[0] + 0.587 * skin[1] + 0.299 * skin[2];
  return static_cast<float>(75 + 0.75 * grey);
}

/// How the colours of a mouth look in the light that the skin is in. Teeth in 2,300 photographs follow the skin's
/// colour with about a third of its logarithm (the rest of the skin's colour is its own); without colour in the skin
/// the picture has none.
class LightOnMouth {
public:
  explicit LightOnMouth(const cv::Scalar &skin) {
    constexpr double blue = 0.776, red = 1.364; // the skin's, of green: means of the same photographs
    constexpr double share = 0.35;
    const double b = std::max(1.0, skin[0]), g = std::max(1.0, skin[1]), r = std::max(1.0, skin[2]);
    tint_ = cv::Vec3d(std::pow(b / g / blue, share), 1.0, std::pow(r / g / red, share));
    colour_ = static_cast<float>(std::clamp(2 * std::log(r / b) / std::log(red / blue), 0.0, 1.0));
  }

  cv::Vec3f operator()(const cv::Vec3f &albedo) const {
    const auto tinted = albedo.mul(tint_);
    const auto grey = cv::Vec3f::all(tinted.dot({0.114F, 0.587F, 0.299F}));
    return grey + colour_ * (tinted - grey);
  }

private:
  cv::Vec3f tint_;
  float colour_; // 0: a black and white picture, 1: as usual
};

float depth_of_teeth(const FaceRig &rig, const std::vector<cv::Point3f> &vertices) {
  float nearest = -1e30F;
  for (std::size_t i = 0; i < rig.triangles.size(); ++i)
    if (rig.parts[i] == RigPart::Teeth)
      nearest = std::max(nearest, vertices[rig.triangles[i][0]].z);
  return nearest;
}

cv::Vec3f normal_of(const cv::Vec3i &t, const std::vector<cv::Point3f> &vertices) {
  const auto &a = vertices[t[0]];
  const auto normal = (vertices[t[2]] - a).cross(vertices[t[1]] - a);
  return cv::Vec3f(normal.x, -normal.y, normal.z) / std::max(1e-9, cv::norm(normal));
}

} // namespace

cv::Mat render_mouth(const FaceRig &rig, const std::vector<cv::Point3f> &vertices, const cv::Mat &hole, float scale,
                     const cv::Scalar &skin) {
  cv::Mat picture = cv::Mat::zeros(hole.size(), CV_32FC3);
  auto box = cv::boundingRect(hole > 0.F);
  if (box.empty())
    return picture;
  box = cv::Rect(box.x - 1, box.y - 1, box.width + 2, box.height + 2) & cv::Rect({}, hole.size()); // with its lips
  auto enlarged = vertices;
  for (auto &v : enlarged) {
    v.x = (v.x - static_cast<float>(box.x) + 0.5F) * samples - 0.5F;
    v.y = (v.y - static_cast<float>(box.y) + 0.5F) * samples - 0.5F;
  }
  const auto seen = rasterize(enlarged, rig.triangles, box.size() * samples);
  const float front = depth_of_teeth(rig, vertices), white = brightness_of_white(skin);
  const LightOnMouth lit(skin);
  cv::Mat fine(seen.triangle.size(), CV_32FC3), inside(seen.triangle.size(), CV_8UC1);
  for (int y = 0; y < fine.rows; ++y)
    for (int x = 0; x < fine.cols; ++x) {
      const int t = seen.triangle.at<int>(y, x);
      const bool in_mouth = t >= 0 && is_in_mouth(rig.parts[t]);
      inside.at<uchar>(y, x) = in_mouth ? 255 : 0;
      const auto part = in_mouth ? rig.parts[t] : RigPart::MouthSocket;
      const float depth = in_mouth ? (front - seen.depth.at<float>(y, x)) / scale : 0.F;
      const float light = in_mouth ? 0.5F + 0.5F * std::max(0.F, normal_of(rig.triangles[t], enlarged)[2]) : 0.5F;
      fine.at<cv::Vec3f>(y, x) =
          lit(albedo(part)) * (white * light * (0.3F + 0.7F * std::exp(-std::max(0.F, depth) / reach)));
    }
  // Lips take light from what lies just behind them.
  cv::Mat from_lips;
  cv::distanceTransform(inside, from_lips, cv::DIST_L2, 3);
  const float shade = 0.3F * scale * samples;
  for (int y = 0; y < fine.rows; ++y)
    for (int x = 0; x < fine.cols; ++x)
      fine.at<cv::Vec3f>(y, x) *= 0.5F + 0.5F * std::min(1.F, from_lips.at<float>(y, x) / shade);
  cv::resize(fine, picture(box), box.size(), 0, 0, cv::INTER_AREA);
  cv::Mat wanted;
  cv::merge(std::vector<cv::Mat>(3, hole), wanted);
  return picture.mul(wanted);
}

} // namespace ganmut
