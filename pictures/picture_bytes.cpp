#include "pictures/picture_bytes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include <zlib.h>

namespace ganmut {

namespace {

constexpr std::array<unsigned char, 2> jpeg_start = {0xFF, 0xD8};
constexpr std::array<unsigned char, 8> png_start = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t png_header = png_start.size() + 25; // the signature and IHDR, which must stay first
constexpr std::string_view icc_mark("ICC_PROFILE\0", 12);
constexpr unsigned char app0 = 0xE0, app2 = 0xE2, comment_mark = 0xFE, start_of_scan = 0xDA;
constexpr std::size_t most_profile = 16U << 20;

template <typename Start> bool starts_with(const Bytes &bytes, const Start &start) {
  return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

bool is_jpeg(const Bytes &file) {
  return starts_with(file, jpeg_start);
}

bool is_png(const Bytes &file) {
  return starts_with(file, png_start) && file.size() >= png_header;
}

void insert(Bytes &file, std::size_t where, const Bytes &addition) {
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(where), addition.begin(), addition.end());
}

/// Calls `use` with mark and contents of every segment before the first scan; returns where that begins.
std::size_t each_segment(const Bytes &jpeg, const std::function<void(unsigned char, std::string_view)> &use) {
  std::size_t at = jpeg_start.size();
  while (at + 4 <= jpeg.size() && jpeg[at] == 0xFF && jpeg[at + 1] != start_of_scan) {
    if (jpeg[at + 1] == 0xFF) { // a filling byte
      ++at;
      continue;
    }
    const std::size_t length = std::max<std::size_t>(2, 256U * jpeg[at + 2] + jpeg[at + 3]);
    const auto end = std::min(jpeg.size(), at + 2 + length);
    use(jpeg[at + 1], {reinterpret_cast<const char *>(&jpeg[at]) + 4, end - std::min(end, at + 4)});
    at = end;
  }
  return at;
}

/// JFIF wants its own segment, APP0, to stay first.
std::size_t after_jfif_header(const Bytes &jpeg) {
  const std::size_t start = jpeg_start.size();
  if (jpeg.size() < start + 4 || jpeg[start] != 0xFF || jpeg[start + 1] != app0)
    return start;
  return std::min(jpeg.size(), start + 2 + jpeg[start + 2] * 256U + jpeg[start + 3]);
}

/// `contents`: at most 65,533 bytes, for a segment's length has 16 bits and counts itself.
Bytes jpeg_segment(unsigned char mark, const std::string &contents) {
  const std::size_t length = contents.size() + 2;
  Bytes segment = {0xFF, mark, static_cast<unsigned char>(length >> 8), static_cast<unsigned char>(length)};
  segment.insert(segment.end(), contents.begin(), contents.end());
  return segment;
}

std::uint32_t big_endian(const unsigned char *bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

void append_big_endian(Bytes &bytes, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<unsigned char>(number >> shift));
}

/// `contents`: the chunk's type of four letters and its data.
Bytes png_chunk(const std::string &contents) {
  Bytes chunk;
  append_big_endian(chunk, static_cast<std::uint32_t>(contents.size() - 4)); // the type does not count
  chunk.insert(chunk.end(), contents.begin(), contents.end());
  append_big_endian(chunk, static_cast<std::uint32_t>(
                               crc32(0, reinterpret_cast<const Bytef *>(contents.data()), uInt(contents.size()))));
  return chunk;
}

/// Calls `use` with type and data of every whole chunk.
void each_chunk(const Bytes &png, const std::function<void(std::string_view, std::string_view)> &use) {
  const auto *text = reinterpret_cast<const char *>(png.data());
  for (std::size_t at = png_start.size(); at + 12 <= png.size();) {
    const std::size_t length = big_endian(&png[at]);
    if (length > png.size() - at - 12)
      return;
    use({text + at + 4, 4}, {text + at + 8, length});
    at += 12 + length;
  }
}

Bytes profile_of_jpeg(const Bytes &file) {
  constexpr std::size_t numbers = 2; // which segment, of how many
  std::vector<std::string_view> parts(256);
  each_segment(file, [&](unsigned char mark, std::string_view contents) {
    if (mark == app2 && contents.substr(0, icc_mark.size()) == icc_mark && contents.size() > icc_mark.size() + numbers)
      if (auto &part = parts[static_cast<unsigned char>(contents[icc_mark.size()])]; part.empty())
        part = contents.substr(icc_mark.size() + numbers);
  });
  Bytes profile;
  for (const auto part : parts)
    profile.insert(profile.end(), part.begin(), part.end());
  return profile;
}

Bytes inflated(std::string_view packed) {
  Bytes bytes;
  for (std::size_t size = 64U << 10; size <= most_profile; size *= 4) {
    bytes.resize(size);
    auto length = static_cast<uLongf>(size);
    const int result = uncompress(bytes.data(), &length, reinterpret_cast<const Bytef *>(packed.data()),
                                  static_cast<uLong>(packed.size()));
    if (result == Z_BUF_ERROR)
      continue;
    bytes.resize(result == Z_OK ? length : 0);
    return bytes;
  }
  return {};
}

Bytes profile_of_png(const Bytes &file) {
  Bytes profile;
  each_chunk(file, [&](std::string_view type, std::string_view data) {
    const auto name_end = data.find('\0');
    if (type == "iCCP" && profile.empty() && name_end != std::string_view::npos && data.size() > name_end + 2)
      profile = inflated(data.substr(name_end + 2)); // behind the name and the method, of which there is one
  });
  return profile;
}

} // namespace

bool is_cut_short(const Bytes &file) {
  if (is_jpeg(file)) {
    constexpr std::array<unsigned char, 2> end = {0xFF, 0xD9};
    const auto picture = static_cast<std::ptrdiff_t>(each_segment(file, [](unsigned char, std::string_view) {}));
    return std::search(file.begin() + picture, file.end(), end.begin(), end.end()) == file.end();
  }
  bool ended = !is_png(file);
  if (!ended)
    each_chunk(file, [&](std::string_view type, std::string_view) { ended |= type == "IEND"; });
  return !ended;
}

Bytes colour_profile(const Bytes &file) {
  if (is_jpeg(file))
    return profile_of_jpeg(file);
  return is_png(file) ? profile_of_png(file) : Bytes();
}

Bytes without_colour_profile(Bytes file) {
  constexpr std::size_t around = 12; // length, type and checksum
  const auto *text = reinterpret_cast<const char *>(file.data());
  std::size_t at = 0, length = 0;
  if (is_png(file))
    each_chunk(file, [&](std::string_view type, std::string_view data) {
      if (type == "iCCP" && length == 0) {
        at = static_cast<std::size_t>(type.data() - text) - 4;
        length = data.size() + around;
      }
    });
  const auto first = file.begin() + static_cast<std::ptrdiff_t>(at);
  file.erase(first, first + static_cast<std::ptrdiff_t>(length));
  return file;
}

bool insert_colour_profile(Bytes &file, const Bytes &profile) {
  const std::string whole(profile.begin(), profile.end());
  if (is_jpeg(file)) {
    constexpr std::size_t most = 65519, most_parts = 255; // of the profile, in one segment
    const std::size_t parts = (whole.size() + most - 1) / most;
    if (parts > most_parts)
      return false;
    Bytes segments;
    for (std::size_t i = 0; i < parts; ++i) {
      const auto segment = jpeg_segment(app2, std::string(icc_mark) + static_cast<char>(i + 1) +
                                                  static_cast<char>(parts) + whole.substr(i * most, most));
      segments.insert(segments.end(), segment.begin(), segment.end());
    }
    insert(file, after_jfif_header(file), segments);
    return true;
  }
  if (!is_png(file))
    return false;
  auto length = compressBound(static_cast<uLong>(profile.size()));
  std::string packed(length, '\0');
  if (compress(reinterpret_cast<Bytef *>(packed.data()), &length, profile.data(), static_cast<uLong>(profile.size())) !=
      Z_OK)
    return false;
  packed.resize(length);
  insert(file, png_header, png_chunk(std::string("iCCPICC profile") + '\0' + '\0' + packed));
  return true;
}

void insert_comment(Bytes &file, const std::string &comment) {
  constexpr std::size_t most = 65533;
  if (is_jpeg(file))
    insert(file, after_jfif_header(file), jpeg_segment(comment_mark, comment.substr(0, most)));
  else if (is_png(file))
    insert(file, png_header, png_chunk(std::string("tEXtComment") + '\0' + comment));
}

} // namespace ganmut
