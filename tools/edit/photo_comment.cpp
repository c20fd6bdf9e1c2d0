#include "photo_comment.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <zlib.h>

namespace ganmut::edit {
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

} // namespace

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

} // namespace ganmut::edit
