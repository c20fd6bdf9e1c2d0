#pragma once

#include <opencv2/core.hpp>

#include "geometry/affine.h"

namespace ganmut {

enum class Smoothness { Linear, Cubic };

/// A picture made ready to be looked at between its pixels.
struct Prepared {
  cv::Mat picture;       ///< CV_32FC(channels)
  Affine from_source;    ///< from pixels of the source to those of `picture`
  bool is_linear = true; ///< whether linear interpolation is what was asked for; else cubic
};

/// Whether a view through `source_from_result` is coarser than the source.
bool is_reduced(const Affine &source_from_result);

/// `source` antialiased for a view through `source_from_result`: where that is coarser, averaged to about its scale;
/// where it is much finer and cubic smoothness is asked for, cubically doubled.
Prepared prepare(const cv::Mat &source, const Affine &source_from_result, Smoothness smoothness);

/// `source` seen through `source_from_result`: CV_32FC(channels) of `size`, border replicated. Antialiased: where the
/// result is coarser than the source, the source is first averaged to about its scale.
cv::Mat resample(const cv::Mat &source, const Affine &source_from_result, cv::Size size, Smoothness smoothness);

} // namespace ganmut
