#pragma once

#include "trainer/cli/flags.h"
#include "trainer/recipes/official/official_options.h"
#include "trainer/recipes/warp/warp_options.h"

namespace ganmut {

/// Each of these declares the flags of some options and binds them to `options`. Flags that the official trainer has,
/// too, are spelled as there, whatever the recipe.
void add_flags(Flags &flags, RunOptions &options);
/// Where --emotions is not given and dataset_root holds one folder a class, `emotions` becomes class_folders() once the
/// line is read.
void add_flags(Flags &flags, DataOptions &options);
/// All flags of `--recipe official`, but for which recipe and which network it is.
void add_flags(Flags &flags, OfficialOptions &options);
/// All flags of `--recipe warp`, but for which recipe and which network it is.
void add_flags(Flags &flags, WarpOptions &options);

} // namespace ganmut
