#include "video_container.h"

#include <algorithm>
#include <cctype>

#include <ganmut/error.h>

namespace ganmut::edit {

namespace {

// Constant quality, at which the encoder's loss does not show beside the edit.
constexpr char h264[] = "video/x-raw,format=I420 ! x264enc pass=qual quantizer=18 speed-preset=fast ! h264parse";
constexpr char vp9[] =
    "video/x-raw,format=I420 ! vp9enc end-usage=cq cq-level=20 target-bitrate=0 deadline=1 cpu-used=4 "
    "row-mt=true";
constexpr char aac[] = "avenc_aac bitrate=192000 ! aacparse";
constexpr char opus[] = "opusenc bitrate=160000";

} // namespace

Container container_for(const std::filesystem::path &output) {
  std::string ending = output.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  if (ending == ".mp4" || ending == ".m4v")
    return {"mp4mux", h264, aac, opus, 16, true};
  if (ending == ".mov")
    return {"qtmux", h264, aac, opus, 16, true};
  if (ending == ".mkv")
    return {"matroskamux", h264, aac, opus, 1, true};
  if (ending == ".webm")
    return {"webmmux", vp9, opus, opus, 16, false};
  throw Error(ErrorKind::BadArgument, output.string() + " does not end as a video does; .mp4, .m4v, .mov, .mkv or "
                                                        ".webm would do.");
}

} // namespace ganmut::edit
