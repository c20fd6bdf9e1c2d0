#include "photo_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>

#include <opencv2/imgcodecs.hpp>
#include <spdlog/spdlog.h>
#include <zlib.h>

#include <ganmut/error.h>

#include "unfinished_file.h"

namespace ganmut::edit {

namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<unsigned char>;

constexpr std::array<unsigned char, 2> jpeg_start = {0xFF, 0xD8};
constexpr std::array<unsigned char, 8> png_start = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t png_header = png_start.size() + 25; // the signature and IHDR, which must stay first

template <typename Start> bool starts_with(const Bytes &bytes, const Start &start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

/// JFIF wants its own segment, APP0, to stay first.
std::size_t after_jfif_header(const Bytes &bytes) {
  const std::size_t start = jpeg_start.size();
  if (bytes.size() < start + 4 || bytes[start] != 0xFF || bytes[start + 1] != 0xE0)
    return start;
  return std::min(bytes.size(), start + 2 + bytes[start + 2] * 256U + bytes[start + 3]);
}

void append_big_endian(Bytes &bytes, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<unsigned char>(number >> shift));
}

Bytes jpeg_segment(const std::string &comment) {
  const std::string text = comment.substr(0, 65533); // a segment's length has 16 bits and counts itself
  const std::size_t length = text.size() + 2;
  Bytes segment = {0xFF, 0xFE, static_cast<unsigned char>(length >> 8), static_cast<unsigned char>(length)};
  segment.insert(segment.end(), text.begin(), text.end());
  return segment;
}

Bytes png_chunk(const std::string &comment) {
  const std::string data = std::string("tEXtComment") + '\0' + comment;
  Bytes chunk;
  append_big_endian(chunk, static_cast<std::uint32_t>(data.size() - 4)); // the chunk's type does not count
  chunk.insert(chunk.end(), data.begin(), data.end());
  append_big_endian(chunk, crc32(0, reinterpret_cast<const Bytef *>(data.data()), data.size()));
  return chunk;
}

/// Adds `comment` to an encoded picture: a COM segment in JPEG (ITU-T T.81, B.2.4.5), a tEXt chunk named Comment in PNG
/// (PNG specification, 11.3.4.3). Other formats are left as they are.
void insert_comment(Bytes &bytes, const std::string &comment) {
  Bytes addition;
  std::size_t where = 0;
  if (starts_with(bytes, jpeg_start)) {
    addition = jpeg_segment(comment);
    where = after_jfif_header(bytes);
  } else if (starts_with(bytes, png_start) && bytes.size() >= png_header) {
    addition = png_chunk(comment);
    where = png_header;
  }
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(where), addition.begin(), addition.end());
}

} // namespace

bool is_photo(const fs::path &path) {
  return fs::is_regular_file(path) && cv::haveImageReader(path.string());
}

cv::Mat read_photo(const fs::path &path) {
  if (!fs::exists(path))
    throw Error(ErrorKind::NotFound, path.string() + " does not exist.");
  cv::Mat picture = cv::imread(path.string(), cv::IMREAD_UNCHANGED);
  if (picture.empty())
    throw Error(ErrorKind::BadFile, path.string() + " cannot be read as a picture: it is damaged or no picture.");
  if (picture.depth() != CV_8U)
    spdlog::warn("{} has samples of more than 8 bits; they are reduced to 8", path.string());
  if (picture.type() == CV_8UC4)
    return picture;
  return cv::imread(path.string(), cv::IMREAD_ANYCOLOR); // turns the picture upright, which UNCHANGED does not
}

void write_photo(const fs::path &path, const cv::Mat &picture, const std::string &comment) {
  if (!cv::haveImageWriter(path.string()))
    throw Error(ErrorKind::BadArgument,
                path.string() + " does not end as a picture does; .jpg, .png, .webp, .tiff or .bmp would do.");
  const std::vector<int> quality = {cv::IMWRITE_JPEG_QUALITY, 97, cv::IMWRITE_WEBP_QUALITY, 100};
  std::vector<unsigned char> bytes;
  if (!cv::imencode(path.extension().string(), picture, bytes, quality))
    throw Error(ErrorKind::Failed, path.string() + " cannot be encoded.");
  if (!comment.empty())
    insert_comment(bytes, comment);

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
