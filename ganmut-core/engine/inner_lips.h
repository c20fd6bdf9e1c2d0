#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// `landmarks` with the inner edges of the lips (points 60..67) where colours show them: predictors of landmarks miss
/// them by several pixels, most where teeth show and at the corners of open mouths. Lips that touch meet on the dark
/// line between them. `picture`: the aligned face, CV_8UC3 BGR; `landmarks`: in its pixels.
Landmarks with_inner_lips(const cv::Mat &picture, const Landmarks &landmarks);

} // namespace ganmut
