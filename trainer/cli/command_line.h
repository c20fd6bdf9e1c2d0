#pragma once

#include <variant>

#include "trainer/recipes/official/official_options.h"
#include "trainer/recipes/rig/rig_options.h"
#include "trainer/recipes/warp/warp_options.h"

namespace ganmut {

/// What ganmut-train was asked for: the options of the recipe that `--recipe` chooses.
using Options = std::variant<OfficialOptions, WarpOptions, RigOptions>;

/// Reads ganmut-train's command line. Which flags there are depends on the recipe. Throws cli::UsageError for
/// unknown flags and for values that make no sense, and CLI::Success after printing what --help or --version asked for.
Options parse_command_line(int argc, const char *const *argv);

} // namespace ganmut
