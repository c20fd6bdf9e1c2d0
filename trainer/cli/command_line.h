#pragma once

#include <optional>
#include <variant>

#include "trainer/recipes/official/official_options.h"
#include "trainer/recipes/warp/warp_options.h"

namespace ganmut {

/// What ganmut-train was asked for: the options of the recipe that `--recipe` chooses.
using Options = std::variant<OfficialOptions, WarpOptions>;

/// Reads ganmut-train's command line. Which flags there are depends on the recipe. Nothing: only the help was asked
/// for, and it has been printed. Throws Error(BadArgument) for unknown flags and malformed values.
std::optional<Options> parse_command_line(int argc, const char *const *argv);

} // namespace ganmut
