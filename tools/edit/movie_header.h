#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// What GStreamer's qtdemux keeps to itself of a .mp4 or .mov file.
namespace ganmut::edit {

/// Bytes to be read in place of a file's own.
struct Patch {
  std::uint64_t at = 0; ///< from the start of the file
  std::string bytes;    ///< empty: none
};

/// Of the box moov (ISO/IEC 14496-12, 8.2 to 8.4).
struct MovieHeader {
  std::vector<std::string> kinds; ///< the handler of each track: vide, soun, tmcd, ...
  /// The film's duration as long as its longest track before edit lists. qtdemux 1.22 ends at the film's duration but
  /// counts what edit lists skip, such as the priming of AAC, so that it loses the last packets.
  Patch longer;
};

/// Empty for a file of another format and for one that is damaged.
MovieHeader read_movie_header(const std::filesystem::path &path);

} // namespace ganmut::edit
