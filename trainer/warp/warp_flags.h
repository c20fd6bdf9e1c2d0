#pragma once

#include "trainer/flags.h"
#include "trainer/warp/warp_options.h"

namespace ganmut {

/// Declares the flags of our own network's training and binds them to `options`; those that the official
/// trainer has, too, are spelled as there.
void add_flags(Flags &flags, WarpOptions &options);

} // namespace ganmut
