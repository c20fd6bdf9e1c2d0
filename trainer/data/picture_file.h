#pragma once

#include <string>

#include <opencv2/core.hpp>

namespace ganmut {

/// The picture in a file: CV_8UC3 BGR, upright (as EXIF says). Empty for a file that is missing, damaged or, of a
/// JPEG, cut short: OpenCV would make its lower part up.
cv::Mat read_picture(const std::string &path);

} // namespace ganmut
