#pragma once

#include <vector>

#include <opencv2/core.hpp>

namespace ganmut {

/// The light on a face: brightness as a function of the skin's normal, in spherical harmonics of second order
/// (Ramamoorthi & Hanrahan, An Efficient Representation for Irradiance Environment Maps, 2001).
class Light {
public:
  /// `brightness`: CV_32FC1. `normals`: CV_32FC3 of the same size, of length 1, x to the right, y up, z to the viewer.
  /// `skin`: CV_8UC1, not 0 where both are to be believed; without such a pixel the light is the same from all sides.
  Light(const cv::Mat &brightness, const cv::Mat &normals, const cv::Mat &skin);

  /// Brightness of skin with this normal; at least a fifth of the face's mean.
  float on(const cv::Vec3f &normal) const;

private:
  cv::Vec<float, 9> coefficients_;
  float least_ = 1.F;
};

} // namespace ganmut
