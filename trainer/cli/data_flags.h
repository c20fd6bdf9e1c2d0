#pragma once

#include "trainer/data/data_options.h"
#include "trainer/flags.h"

namespace ganmut {

/// Declares the flags and binds them to `options`, whose values are the defaults. Where --emotions is not given and
/// dataset_root holds one folder a class, `emotions` becomes class_folders() once the line is read.
void add_data_flags(Flags &flags, DataOptions &options);

} // namespace ganmut
