#pragma once

#include <filesystem>
#include <string>

#include <opencv2/core.hpp>

#include <ganmut/frame.h>

namespace ganmut::edit {

/// Whether OpenCV knows `path` as a picture.
bool is_photo(const std::filesystem::path &path);

/// The picture, upright as its EXIF says: CV_8UC1, CV_8UC3 (BGR) or CV_8UC4 (BGRA).
/// Deeper samples become 8 bits, with a warning. Throws Error(NotFound, Unreadable, BadFile).
cv::Mat read_photo(const std::filesystem::path &path);

/// Writes the picture in the format that the name's ending asks for, at the highest useful quality. `comment`, when not
/// empty, goes into JPEG and PNG files. Throws Error(BadArgument) for an unknown ending, Error(Failed).
void write_photo(const std::filesystem::path &path, const cv::Mat &picture, const std::string &comment);

/// `picture` as the editor takes it; the pixels stay where they are.
Frame frame_of(cv::Mat &picture);

} // namespace ganmut::edit
