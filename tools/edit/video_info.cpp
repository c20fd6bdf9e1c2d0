#include "video_info.h"

#include <array>
#include <fstream>
#include <string_view>

#include <ganmut/error.h>
#include <gst/pbutils/pbutils.h>

#include "gst_pointers.h"

namespace ganmut::edit {

namespace {

struct Infos {
  void operator()(GList *list) const { gst_discoverer_stream_info_list_free(list); }
};
using InfoList = std::unique_ptr<GList, Infos>;

/// GStreamer 1.22 reads GIF without times and never comes to an end.
void refuse_gif(const std::filesystem::path &path) {
  std::array<char, 4> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  if (std::string_view(start.data(), start.size()) == "GIF8")
    throw Error(ErrorKind::WrongKind, path.string() + " is a GIF, which cannot be edited as it is; make a video of it "
                                                      "first, with: ffmpeg -i IN.gif OUT.mp4");
}

Owned<gchar> uri_of(const std::filesystem::path &path) {
  GError *raw = nullptr;
  Owned<gchar> uri(gst_filename_to_uri(path.c_str(), &raw));
  const Owned<GError> error(raw);
  if (!uri)
    throw Error(ErrorKind::NotFound, path.string() + " cannot be found.", error ? error->message : "");
  return uri;
}

} // namespace

VideoInfo read_video_info(const std::filesystem::path &path) {
  constexpr GstClockTime patience = 10 * GST_SECOND;
  refuse_gif(path);
  const auto uri = uri_of(path);
  GError *raw = nullptr;
  const GstPointer<GstDiscoverer> discoverer(gst_discoverer_new(patience, &raw));
  const Owned<GError> no_discoverer(raw);
  if (!discoverer)
    throw Error(ErrorKind::Failed, "GStreamer cannot look into files.", no_discoverer ? no_discoverer->message : "");
  raw = nullptr;
  const GstPointer<GstDiscovererInfo> info(gst_discoverer_discover_uri(discoverer.get(), uri.get(), &raw));
  const Owned<GError> error(raw);
  const auto result = info ? gst_discoverer_info_get_result(info.get()) : GST_DISCOVERER_ERROR;
  if (result == GST_DISCOVERER_TIMEOUT)
    throw Error(ErrorKind::BadFile,
                path.string() + " cannot be read: GStreamer found no stream in it within 10 seconds.");

  VideoInfo video;
  const InfoList pictures(info ? gst_discoverer_info_get_video_streams(info.get()) : nullptr);
  if (pictures) {
    const auto *first = static_cast<GstDiscovererVideoInfo *>(pictures->data);
    video.width = static_cast<int>(gst_discoverer_video_info_get_width(first));
    video.height = static_cast<int>(gst_discoverer_video_info_get_height(first));
    const auto bits = gst_discoverer_video_info_get_depth(first); // of three samples, or four with alpha
    video.alpha = bits == 4 * 8 || bits == 4 * 10 || bits == 4 * 16;
    video.deep = bits > 3 * 8 && bits != 4 * 8;
    const auto duration = gst_discoverer_info_get_duration(info.get());
    if (GST_CLOCK_TIME_IS_VALID(duration))
      video.duration = static_cast<double>(duration) / GST_SECOND;
    return video;
  }
  const InfoList sounds(info ? gst_discoverer_info_get_audio_streams(info.get()) : nullptr);
  if (sounds)
    throw Error(ErrorKind::WrongKind, path.string() +
                                          " holds no video that GStreamer shows, only sound; a picture much "
                                          "shorter than its sound counts as a preview in .mp4 and .mov, but "
                                          "not in .mkv.");
  throw Error(ErrorKind::WrongKind, path.string() + " holds no video.", error ? error->message : "");
}

} // namespace ganmut::edit
