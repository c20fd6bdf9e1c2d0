#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// Distance of the centres of two boxes as a part of the larger one's width.
float distance(const Box &a, const Box &b);

/// The pixels of `box`, its numbers rounded, that lie in a frame of size `frame`: what numpy's slicing leaves of it.
/// Can be empty.
cv::Rect cut_at_border(const Box &box, cv::Size frame);

} // namespace ganmut
