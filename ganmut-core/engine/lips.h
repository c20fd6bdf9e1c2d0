#pragma once

#include <optional>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// Lips in a part of a picture, as landmarks tell them. All lengths are pixels of that part.
class Lips {
public:
  using Line = std::vector<cv::Point2f>; ///< from left to right

  /// `landmarks`: pixels of the picture.
  Lips(const Landmarks &landmarks, const cv::Rect &part);

  /// How far a pixel lies outside of the inner edges; negative between them.
  float beyond(int x, int y) const;
  /// Whether a column lies between the ends of the inner edges.
  bool has_column(int x) const;
  bool is_nearer_to_upper(int x, int y) const;

  Line upper_outer, lower_outer; ///< seven points each, corners included
  Line upper, lower; ///< the inner edges, on towards the corners, before which their landmarks end: seven too
  std::vector<float> upper_edge, lower_edge; ///< heights of these, column by column
};

/// CIELAB of a part of a picture (CV_32FC3 BGR in [0, 1]), in which hue tells more than light: CV_32FC3. `blur`: the
/// standard deviation of what is smoothed before, pixels.
cv::Mat lip_colour_space(const cv::Mat &part, double blur);

/// Colours by which the inside of a mouth is told from its lips, of lip_colour_space().
struct MouthColours {
  cv::Vec3f upper, lower;
  std::optional<cv::Vec3f> teeth; ///< where the lips part, and something bright is between them that looks like no lip
  bool is_parted = false;         ///< whether there is enough between them to tell
};

/// From the middle of each lip, and of the brightest fifth between them. `colours`: of lip_colour_space(). `pixel`: one
/// of a picture of 128. None where too little of the lips is seen.
std::optional<MouthColours> mouth_colours(const cv::Mat &colours, const Lips &lips, float pixel);

} // namespace ganmut
