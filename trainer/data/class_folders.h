#pragma once

#include <string>
#include <vector>

#include "trainer/data/label_table.h"

namespace ganmut {

/// Names of the folders of pictures in `dataset_root`: the classes of a data set without training.csv. `neutral` comes
/// first (the recipes take class 0 for it), the others by alphabet. Empty where there is a training.csv, or fewer
/// than two such folders. Folders without a picture and hidden ones do not count.
std::vector<std::string> class_folders(const std::string &dataset_root);

/// The pictures in the folders `dataset_root`/`emotions`[k], k their label, by class and name.
/// Throws Error(NotFound) for a class without a folder of pictures.
std::vector<LabelledFile> read_class_folders(const std::string &dataset_root, const std::vector<std::string> &emotions);

} // namespace ganmut
