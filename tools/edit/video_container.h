#pragma once

#include <filesystem>
#include <string>

namespace ganmut::edit {

/// How a video is written, chosen by the ending of the file's name. The texts are as gst-launch-1.0 takes them.
struct Container {
  std::string muxer;
  std::string video_encoder;
  std::string audio_encoder;         ///< for sound that the container does not take as it is
  std::string many_channels_encoder; ///< for such sound of more than two channels, wherever they are heard
  int smallest_side;                 ///< that the muxer takes, pixels
  bool even_sizes_only;              ///< whether the video encoder refuses an odd width or height
};

/// Throws Error(BadArgument) that lists the endings known.
Container container_for(const std::filesystem::path &output);

} // namespace ganmut::edit
