#pragma once

#include <vector>

#include "trainer/data/data_options.h"
#include "trainer/data/label_table.h"

namespace ganmut {

/// The pictures of a data set with their labels, 0 .. `classes` - 1: the rows of dataset_root/training.csv, or, where
/// there is none, the pictures of one folder a class. Logs how many there are of each class and how many rows of
/// other classes are left out. Whether the pictures exist is not asked here.
/// Throws Error: NotFound (no data set, a class without a folder), BadFile (see read_label_table; no row is left),
/// BadArgument (names and number of classes do not fit together).
std::vector<LabelledFile> read_labelled_files(const DataOptions &options, int classes);

} // namespace ganmut
