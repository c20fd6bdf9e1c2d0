#pragma once

#include <filesystem>
#include <string>

#include <opencv2/core.hpp>

#include <ganmut/frame.h>

#include "pictures/picture_bytes.h"

namespace ganmut::edit {

/// Whether OpenCV knows `path` as a picture.
bool is_photo(const std::filesystem::path &path);

/// A picture as it was read.
struct Photo {
  cv::Mat picture; ///< CV_8UC1, CV_8UC3 (BGR) or CV_8UC4 (BGRA)
  Bytes profile;   ///< ICC; empty: none
};

/// The picture, upright as its EXIF says. Deeper samples become 8 bits, with a warning.
/// Throws Error(NotFound, Unreadable, BadFile): also for a file that ends before its picture does.
Photo read_photo(const std::filesystem::path &path);

/// Whether the name ends as a picture that can be written does.
bool ends_as_photo(const std::filesystem::path &path);

/// The picture in the format that the ending of `path` asks for (see ends_as_photo()), at the highest useful quality.
/// `comment`, when not empty, and the profile go into JPEG and PNG files; what the format cannot hold is warned of.
/// Throws Error(Failed).
Bytes encode_photo(const std::filesystem::path &path, const Photo &photo, const std::string &comment);

/// Throws Error(Failed).
void write_photo(const std::filesystem::path &path, const Bytes &bytes);

/// `picture` as the editor takes it; the pixels stay where they are.
Frame frame_of(cv::Mat &picture);

} // namespace ganmut::edit
