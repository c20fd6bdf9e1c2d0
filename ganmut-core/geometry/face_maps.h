#pragma once

#include <cstddef>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// The height of `line`, points from left to right, at `x`; level beyond its ends.
float height_at(const std::vector<cv::Point2f> &line, float x);

/// How far the landmarks from the one numbered `first` on have moved at most, pixels.
float farthest_move(const Landmarks &before, const Landmarks &after, std::size_t first);

/// The line where a face's lips meet its mouth: the inner edges of upper and lower lip, as heights over x.
/// Where the lips touch or overlap, both edges lie on their middle.
class LipLine {
public:
  /// Of the inner lips of `landmarks` (points 60..67), in their pixels.
  explicit LipLine(const Landmarks &landmarks);

  /// How far `point` lies above the upper lip's inner edge, pixels; negative below it. Beyond the corners of the mouth
  /// the edge goes on level.
  float above_upper(const cv::Point2f &point) const { return height_at(upper_, point.x) - point.y; }
  /// How far `point` lies below the lower lip's inner edge, pixels; negative above it.
  float below_lower(const cv::Point2f &point) const { return point.y - height_at(lower_, point.x); }

  /// The points of either edge, from left to right.
  const std::vector<cv::Point2f> &upper() const { return upper_; }
  const std::vector<cv::Point2f> &lower() const { return lower_; }

private:
  std::vector<cv::Point2f> upper_, lower_; ///< from left to right
};

/// What the geometry of a layered rendering needs of the source face, for a picture of `size` pixels square:
/// CV_32FC3 of distance above the upper lip, distance below the lower lip (pixels, see LipLine) and the openings of the
/// eyes (see eye_openings(): 1 inside, 0 outside, antialiased). `landmarks` in the picture's pixels.
cv::Mat face_maps(const Landmarks &landmarks, int size);

/// How soft the rim of an eye's opening is, pixels: what a lid uncovers is stretched from as much of the eye.
constexpr double eye_softness = 1.3;

/// The openings of the eyes alone, below the upper lashes: CV_32FC1.
cv::Mat eye_openings(const Landmarks &landmarks, cv::Size size);

} // namespace ganmut
