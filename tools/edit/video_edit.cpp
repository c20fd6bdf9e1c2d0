#include "video_edit.h"

#include <spdlog/spdlog.h>

#include "progress_bar.h"
#include "unfinished_file.h"
#include "video_pipeline.h"

namespace ganmut::edit {

void edit_video(const std::filesystem::path &in, const std::filesystem::path &out, const Options &options,
                const Interrupt &interrupt) {
  gst_init(nullptr, nullptr);
  UnfinishedFile file(out);
  guint64 faces = 0;
  {
    VideoPipeline pipeline(in, file.path(), options);
    ProgressBar progress(in.string());
    pipeline.play();
    while (!pipeline.finished(200 * GST_MSECOND)) {
      interrupt.check();
      progress.update(pipeline.progress());
    }
    faces = pipeline.faces();
  }
  file.finish();
  if (faces == 0)
    spdlog::warn("{}: nothing was edited{}", in.string(), options.strength > 0.F ? ", no face was found" : "");
  else
    spdlog::info("{}: written to {}", in.string(), out.string());
}

} // namespace ganmut::edit
