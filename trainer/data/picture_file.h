#pragma once

#include <string>

#include <ganmut/frame.h>
#include <opencv2/core.hpp>

namespace ganmut {

/// The picture in a file: CV_8UC3 BGR, upright (as EXIF says). Empty for a file that is damaged or cut short:
/// OpenCV would make the lower part of a JPEG up.
/// Throws Error(Unreadable) where the system does not hand over the bytes, which says nothing about the picture.
cv::Mat read_picture(const std::string &path);

/// A picture (CV_8UC3 BGR) as core's rooms take it; the pixels stay where they are.
Frame frame_of(const cv::Mat &picture);

} // namespace ganmut
