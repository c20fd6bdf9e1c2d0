#pragma once

#include "trainer/official/official_options.h"

namespace ganmut {

/// Trains the official networks: reads the data, iterates, logs, writes sample sheets and networks.
/// Throws Error; a loss that is not a number ends the run before anything is saved from it.
void run_official(const OfficialOptions &options);

} // namespace ganmut
