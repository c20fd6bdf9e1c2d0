#pragma once

#include <filesystem>

#include "interrupt.h"
#include "options.h"

namespace ganmut::edit {

/// Edits the video `in` into `out` through a GStreamer pipeline around ganmutfilter. Sound goes over as it is when the
/// container of `out` takes it, and is encoded anew otherwise. Shows its progress. Throws Error; then, and when
/// the user interrupts it, `out` is left as it was.
void edit_video(const std::filesystem::path &in, const std::filesystem::path &out, const Options &options,
                const Interrupt &interrupt);

} // namespace ganmut::edit
