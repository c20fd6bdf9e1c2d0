#pragma once

#include <cstddef>
#include <string>
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

/// Names of the folders of pictures in `dataset_root`: the classes of a data set without training.csv. `neutral` comes
/// first (the recipes take class 0 for it), the others by alphabet. Empty where there is a training.csv, or fewer
/// than two such folders. Folders without a picture and hidden ones do not count.
std::vector<std::string> class_folders(const std::string &dataset_root);

/// The pictures in the folders `dataset_root`/`emotions`[k], k their label, by class and name.
/// Throws Error(NotFound) for a class without a folder of pictures.
std::vector<LabelledFile> read_class_folders(const std::string &dataset_root, const std::vector<std::string> &emotions);

/// A data set in two parts: indices of its files, ascending.
struct Split {
  std::vector<std::size_t> training;
  std::vector<std::size_t> held_out;
};

/// Whether the picture `path` is one of the part that is never trained on. Only the file's name, `held_out`,
/// `held_out_by` and `held_out_seed` count: a picture's part does not change when others come or go.
bool is_held_out(const std::string &path, const DataOptions &options);

/// Both parts of `files`. Throws Error(BadArgument) where `held_out` is not 0 and one part would be empty.
Split split(const std::vector<LabelledFile> &files, const DataOptions &options);

/// Who is in the picture: the file's name without its ending and the number after its last underscore; a name
/// without such a number is a person of its own.
std::string person_of(const std::string &path);

/// A data set in the two parts that `--held_out` makes of it.
struct DataSet {
  std::vector<LabelledFile> training;
  std::vector<LabelledFile> held_out; ///< never trained on
};

/// Splits `files`; the log says how many pictures are held out. Throws Error: see split.
DataSet data_set_of(const std::vector<LabelledFile> &files, const DataOptions &options);

/// Reads and splits a data set; the log says how many pictures are held out.
/// Throws Error: see read_labelled_files and split.
DataSet read_data_set(const DataOptions &options, int classes);

} // namespace ganmut
