#include "composite/background.h"

#include <algorithm>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "geometry/smooth_step.h"

namespace ganmut {
namespace {

/// The outline of the lower face, convex, on upwards from the ears.
class Outline {
public:
  explicit Outline(const Landmarks &landmarks) {
    constexpr std::size_t jaw = 17;
    constexpr float up = 1000;
    std::vector<cv::Point2f> points;
    for (std::size_t i = 0; i < jaw; ++i)
      points.emplace_back(landmarks[i].x, landmarks[i].y);
    points.emplace_back(landmarks[jaw - 1].x, landmarks[jaw - 1].y - up);
    points.emplace_back(landmarks[0].x, landmarks[0].y - up);
    std::vector<cv::Point2f> hull;
    cv::convexHull(points, hull, false); // clockwise, as a picture shows it
    for (std::size_t i = 0; i < hull.size(); ++i) {
      const cv::Point2f along = hull[(i + 1) % hull.size()] - hull[i];
      const float length = std::max(1e-3F, static_cast<float>(cv::norm(along)));
      const cv::Point2f normal(along.y / length, -along.x / length); // outwards
      sides_.push_back({normal, normal.dot(hull[i])});
    }
  }

  /// How far `place` lies outside, pixels; negative inside.
  float outside(const cv::Point2f &place) const {
    float most = -1e9F;
    for (const auto &[normal, offset] : sides_)
      most = std::max(most, normal.dot(place) - offset);
    return most;
  }

private:
  struct Side {
    cv::Point2f normal;
    float offset;
  };
  std::vector<Side> sides_;
};

} // namespace

cv::Mat with_background_held(const cv::Mat &flow, const Landmarks &landmarks) {
  const float pixel = static_cast<float>(flow.cols) / 128;
  constexpr float margin = 0.5F, width = 3; // pixels of a picture of 128: landmarks miss the outline by one or two
  constexpr float stretched = 4;            // times what a face leaves, so that its outline surely comes along
  const Outline outline(landmarks);
  const float ears = (landmarks[1].y + landmarks[15].y) / 2, below_ears = (landmarks[3].y + landmarks[13].y) / 2;
  const float height = std::max(1.F, below_ears - ears);
  cv::Mat held = flow.clone();
  held.forEach<cv::Vec2f>([&](cv::Vec2f &move, const int *at) {
    const cv::Point2f here(static_cast<float>(at[1]), static_cast<float>(at[0]));
    const float from = outline.outside(here + cv::Point2f(move)) - margin * pixel;
    if (from <= 0)
      return;
    const float shrinks = std::max(0.F, from - (outline.outside(here) - margin * pixel));
    const float below = smooth_step((here.y - ears) / height); // ears move with the face
    move *= 1 - below * smooth_step(from / (width * pixel + stretched * shrinks));
  });
  return held;
}

} // namespace ganmut
