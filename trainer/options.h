#pragma once

#include <optional>
#include <variant>

#include "trainer/official/official_options.h"
#include "trainer/warp/warp_options.h"

namespace ganmut {

/// A training run: by the official recipe, or by our own (`--output warp`).
using Options = std::variant<OfficialOptions, WarpOptions>;

/// Reads ganmut-train's command line. Nothing: only the help was asked for, and it has been printed.
/// Throws Error(BadArgument) for unknown flags and malformed values.
std::optional<Options> parse_options(int argc, const char *const *argv);

} // namespace ganmut
