#pragma once

#include <filesystem>

#include "cli/stop_signal.h"
#include "options.h"

namespace ganmut::edit {

/// Throws Error(BadArgument) that lists the endings known when `output` does not end as a video does.
void check_video_name(const std::filesystem::path &output);

/// Edits the video `in` into `out` through a GStreamer pipeline around ganmutfilter. Sound goes over as it is when the
/// container of `out` takes it, and is encoded anew otherwise. Shows its progress. Throws Error, and cli::Stopped on a
/// signal; then `out` is left as it was.
void edit_video(const std::filesystem::path &in, const std::filesystem::path &out, const Options &options,
                const cli::StopSignal &stop);

} // namespace ganmut::edit
