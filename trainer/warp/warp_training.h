#pragma once

#include "trainer/warp/warp_options.h"

namespace ganmut {

/// Trains a generator of conditioning `film` and output `warp`: reads the data, iterates, writes
/// `N-G.safetensors`, `N.state` (to resume from) and sample sheets.
/// Throws Error; a loss that is not a number ends the run before anything is overwritten.
void run_warp(const WarpOptions &options);

} // namespace ganmut
