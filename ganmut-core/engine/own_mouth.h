#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// Dims `paint` (CV_32FC3 BGR in [0, 1]) to the colour that the face's own mouth has under its upper lip, the more the
/// wider it stands open: paint goes on with what is there, and teeth beside an open dark mouth would look like a slab
/// put into it. `picture`: the aligned face before, CV_8UC3 BGR of the same size; `landmarks`: in its pixels.
void dim_like_own_mouth(cv::Mat &paint, const cv::Mat &picture, const Landmarks &landmarks);

} // namespace ganmut
