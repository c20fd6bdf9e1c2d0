#include "movie_header.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <string_view>

namespace ganmut::edit {

namespace {

constexpr std::size_t box_header = 8; // size and type

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const unsigned char byte : bytes)
    number = number << 8 | byte;
  return number;
}

/// Calls `use` with type, contents and the place of the contents for every whole box of `boxes`.
void each_box(std::string_view boxes, const std::function<void(std::string_view, std::string_view, std::size_t)> &use) {
  for (std::size_t at = 0; at + box_header <= boxes.size();) {
    const std::size_t size = big_endian(boxes.substr(at, 4));
    if (size < box_header || size > boxes.size() - at)
      return;
    use(boxes.substr(at + 4, 4), boxes.substr(at + box_header, size - box_header), at + box_header);
    at += size;
  }
}

/// The contents of the box moov, and their place in the file; empty when there is none.
std::string movie_box(std::ifstream &file, std::uint64_t &place) {
  constexpr std::uint64_t most = 256U << 20; // of a film of many hours
  std::string header(2 * box_header, '\0');
  for (std::uint64_t at = 0; file.seekg(static_cast<std::streamoff>(at)) && file.read(header.data(), box_header);) {
    const std::string_view start(header);
    std::uint64_t size = big_endian(start.substr(0, 4)), contents = at + box_header;
    if (size == 1 && file.read(&header[box_header], box_header)) { // a large one
      size = big_endian(start.substr(box_header));
      contents += box_header;
    }
    if (size < contents - at || size > most << 20)
      return {};
    if (start.substr(4, 4) == "moov" && size <= most) {
      std::string box(at + size - contents, '\0');
      file.seekg(static_cast<std::streamoff>(contents));
      place = contents;
      return file.read(box.data(), static_cast<std::streamsize>(box.size())) ? box : std::string();
    }
    at += size;
  }
  return {};
}

/// Where mvhd and mdhd say how long something lasts.
struct Duration {
  double seconds = 0;
  std::uint64_t scale = 0; ///< units a second
  std::size_t at = 0, size = 0;
};

/// `contents` of an mvhd or mdhd; all 0 when it is none or its duration is unknown.
Duration duration_of(std::string_view contents) {
  const bool wide = !contents.empty() && contents[0] == 1; // the version
  Duration duration;
  duration.size = wide ? 8 : 4;
  const std::size_t scale_at = 4 + 2 * duration.size; // behind version, flags and two dates
  duration.at = scale_at + 4;
  if (contents.size() < duration.at + duration.size)
    return {};
  duration.scale = big_endian(contents.substr(scale_at, 4));
  const auto units = contents.substr(duration.at, duration.size);
  if (duration.scale == 0 || std::all_of(units.begin(), units.end(), [](char byte) { return byte == '\xFF'; }))
    return {};
  duration.seconds = static_cast<double>(big_endian(units)) / static_cast<double>(duration.scale);
  return duration;
}

std::string to_big_endian(std::uint64_t number, std::size_t size) {
  std::string bytes(size, '\0');
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, number >>= 8)
    *byte = static_cast<char>(number);
  return bytes;
}

} // namespace

MovieHeader read_movie_header(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::uint64_t place = 0;
  const std::string movie = movie_box(file, place);
  MovieHeader header;
  Duration film;
  double longest = 0;
  const auto read_media = [&](std::string_view type, std::string_view contents, std::size_t) {
    constexpr std::size_t handler_at = 8; // behind version, flags and a zero
    if (type == "mdhd")
      longest = std::max(longest, duration_of(contents).seconds);
    else if (type == "hdlr" && contents.size() >= handler_at + 4)
      header.kinds.emplace_back(contents.substr(handler_at, 4));
  };
  each_box(movie, [&](std::string_view type, std::string_view contents, std::size_t at) {
    if (type == "mvhd") {
      film = duration_of(contents);
      film.at += at;
    } else if (type == "trak") {
      each_box(contents, [&](std::string_view part, std::string_view media, std::size_t) {
        if (part == "mdia")
          each_box(media, read_media);
      });
    }
  });
  const auto units = std::ceil(longest * static_cast<double>(film.scale)) + 1;
  if (film.seconds > 0 && longest > film.seconds && units < std::ldexp(1.0, static_cast<int>(8 * film.size) - 1))
    header.longer = {place + film.at, to_big_endian(static_cast<std::uint64_t>(units), film.size)};
  return header;
}

} // namespace ganmut::edit
