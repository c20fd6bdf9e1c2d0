#include "video_edit.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "matroska_tags.h"
#include "progress_bar.h"
#include "unfinished_file.h"
#include "video_container.h"
#include "video_info.h"
#include "video_pipeline.h"

namespace ganmut::edit {

void check_video_name(const std::filesystem::path &output) {
  container_for(output);
}

void edit_video(const std::filesystem::path &in, const std::filesystem::path &out, const Options &options,
                const cli::StopSignal &stop) {
  gst_init(nullptr, nullptr);
  const auto info = read_video_info(in);
  if (const int side = std::min(info.width, info.height); side > 0 && side < container_for(out).smallest_side)
    throw Error(ErrorKind::BadArgument,
                fmt::format("{} has {} x {} pixels, and {} files begin at {} x {}; .mkv would do.", in.string(),
                            info.width, info.height, out.extension().string(), container_for(out).smallest_side,
                            container_for(out).smallest_side));
  if (info.deep)
    spdlog::warn("{} has samples of more than 8 bits; they are reduced to 8", in.string());
  if (info.alpha)
    spdlog::warn("{}: the transparency is left out", in.string());
  UnfinishedFile file(out);
  guint64 faces = 0;
  double end = 0;
  {
    VideoPipeline pipeline(in, file.path(), options);
    ProgressBar progress(in.string());
    pipeline.play();
    while (!pipeline.finished(200 * GST_MSECOND)) {
      stop.check();
      progress.update(pipeline.progress());
    }
    faces = pipeline.faces();
    end = pipeline.end();
    if (const auto hidden = pipeline.hidden_tracks(); !hidden.empty())
      spdlog::warn("{}: left out: {}", in.string(), hidden);
  }
  mend_matroska_tags(file.path());
  file.finish();
  if (constexpr double usual = 0.5; end < info.duration - usual)
    spdlog::warn("{}: it ends at {:.1f} s of {:.1f}; the file may have been cut short", in.string(), end,
                 info.duration);
  if (faces == 0)
    spdlog::warn("{}: nothing was edited{}", in.string(), options.strength > 0.F ? ", no face was found" : "");
  else
    spdlog::info("{}: written to {}", in.string(), out.string());
}

} // namespace ganmut::edit
