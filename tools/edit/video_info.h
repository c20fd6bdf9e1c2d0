#pragma once

#include <filesystem>

namespace ganmut::edit {

/// What is to be known of a video before it is edited.
struct VideoInfo {
  int width = 0, height = 0; ///< pixels; 0: unknown
  double duration = 0;       ///< seconds; 0: unknown
  bool deep = false;         ///< whether its samples have more than 8 bits
  bool alpha = false;        ///< whether parts of it are transparent
};

/// Looks into a file, for 10 seconds at most.
/// Throws Error: WrongKind for one without a picture that GStreamer shows, and for a GIF; BadFile for one that cannot
/// be read.
VideoInfo read_video_info(const std::filesystem::path &path);

} // namespace ganmut::edit
