#pragma once

#include <string>
#include <vector>

#include "trainer/data/data_set.h"

namespace ganmut {

/// Photographs and the names of their labels. Labels are a help, not a need: a folder of pictures will do.
struct Photographs {
  /// Reads what `options.dataset_root` holds: training.csv with numbers of `options.label_names` (empty: AffectNet's),
  /// or one folder a class, or pictures in `options.imgs_folder`, which are all of one class. Throws Error: see
  /// read_data_set.
  explicit Photographs(DataOptions options);

  std::vector<std::string> names;
  DataSet files;
};

} // namespace ganmut
