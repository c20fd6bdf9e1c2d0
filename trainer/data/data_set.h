#pragma once

#include <vector>

#include "trainer/data/labelled_files.h"

namespace ganmut {

/// A data set in the two parts that `--held_out` makes of it.
struct DataSet {
  std::vector<LabelledFile> training;
  std::vector<LabelledFile> held_out; ///< never trained on
};

/// Reads and splits a data set; the log says how many pictures are held out.
/// Throws Error: see read_labelled_files and split.
DataSet read_data_set(const DataOptions &options, int classes);

} // namespace ganmut
