#include "photo_file.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <fstream>
#include <iterator>

#include <opencv2/imgcodecs.hpp>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "unfinished_file.h"

namespace ganmut::edit {

namespace fs = std::filesystem;

namespace {

Bytes bytes_of(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  Bytes bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad())
    throw Error(ErrorKind::Unreadable, path.string() + " cannot be read: is it protected?");
  return bytes;
}

/// Empty where it is no picture. Throws Error(BadFile) beyond OpenCV's limits.
cv::Mat decoded(const Bytes &bytes, int flags, const fs::path &path) {
  try {
    return cv::imdecode(without_colour_profile(bytes), flags);
  } catch (const cv::Exception &error) {
    throw Error(ErrorKind::BadFile,
                path.string() + " is a picture that OpenCV does not read: too large, or of a kind it "
                                "was built without.",
                error.what());
  }
}

/// The ending that OpenCV knows for the format that `path` ends in.
std::string format_of(const fs::path &path) {
  auto ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending == ".jfif" ? ".jpg" : ending;
}

/// Whether a profile is made for pictures of so many channels: its header names the colour space.
bool fits(const Bytes &profile, int channels) {
  constexpr std::size_t space = 16, header = 128;
  return profile.size() > header && std::memcmp(&profile[space], channels == 1 ? "GRAY" : "RGB ", 4) == 0;
}

Bytes encoded(const Photo &photo, const fs::path &path) {
  const std::vector<int> quality = {cv::IMWRITE_JPEG_QUALITY, 97, cv::IMWRITE_WEBP_QUALITY, 100};
  Bytes bytes;
  std::string cause;
  try {
    if (cv::imencode(format_of(path), photo.picture, bytes, quality))
      return bytes;
  } catch (const cv::Exception &error) {
    cause = error.what();
  }
  throw Error(ErrorKind::Failed,
              path.string() + " cannot hold the picture: its format is for smaller ones or for other colours; .png "
                              "would do.",
              cause);
}

} // namespace

bool is_photo(const fs::path &path) {
  return fs::is_regular_file(path) && cv::haveImageReader(path.string());
}

bool ends_as_photo(const fs::path &path) {
  return path.has_extension() && cv::haveImageWriter("a" + format_of(path));
}

Photo read_photo(const fs::path &path) {
  if (!fs::exists(path))
    throw Error(ErrorKind::NotFound, path.string() + " does not exist.");
  const auto bytes = bytes_of(path);
  if (is_cut_short(bytes))
    throw Error(ErrorKind::BadFile, path.string() + " ends before its picture does; it was not copied to its end.");
  cv::Mat picture = bytes.empty() ? cv::Mat() : decoded(bytes, cv::IMREAD_UNCHANGED, path);
  if (picture.empty())
    throw Error(ErrorKind::BadFile, path.string() + " cannot be read as a picture: it is damaged or no picture.");
  if (picture.depth() != CV_8U)
    spdlog::warn("{} has samples of more than 8 bits; they are reduced to 8", path.string());
  if (picture.depth() == CV_32F || picture.depth() == CV_64F) // OpenCV's own reduction stretches them
    picture.convertTo(picture, CV_8U, 255);
  else if (picture.type() == CV_16UC4) // ANYCOLOR leaves the transparency out
    picture.convertTo(picture, CV_8U, 1.0 / 257);
  else if (picture.type() != CV_8UC4)
    picture = decoded(bytes, cv::IMREAD_ANYCOLOR, path); // turns the picture upright, which UNCHANGED does not
  return {picture, colour_profile(bytes)};
}

Bytes encode_photo(const fs::path &path, const Photo &photo, const std::string &comment) {
  const auto format = format_of(path);
  if (photo.picture.channels() == 4 && (format == ".jpg" || format == ".jpeg" || format == ".jpe" || format == ".bmp"))
    spdlog::warn("{}: the transparency is left out, for the format has none; .png would keep it", path.string());
  auto bytes = encoded(photo, path);
  if (!comment.empty())
    insert_comment(bytes, comment);
  if (!photo.profile.empty() &&
      !(fits(photo.profile, photo.picture.channels()) && insert_colour_profile(bytes, photo.profile)))
    spdlog::warn("{}: the colour profile of the input is lost, so colours may look different; .jpg and .png keep it",
                 path.string());
  return bytes;
}

void write_photo(const fs::path &path, const Bytes &bytes) {
  UnfinishedFile file(path);
  std::ofstream stream(file.path(), std::ios::binary);
  stream.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream)
    throw Error(ErrorKind::Failed, path.string() + " cannot be written: is the disk full or the folder protected?");
  file.finish();
}

Frame frame_of(cv::Mat &picture) {
  Frame frame;
  frame.format = picture.channels() == 1   ? PixelFormat::GRAY8
                 : picture.channels() == 4 ? PixelFormat::BGRA
                                           : PixelFormat::BGR;
  frame.width = picture.cols;
  frame.height = picture.rows;
  frame.planes[0] = picture.data;
  frame.strides[0] = static_cast<std::ptrdiff_t>(picture.step);
  frame.range = ColourRange::Full;
  return frame;
}

} // namespace ganmut::edit
