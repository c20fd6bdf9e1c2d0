#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ganmut {

/// A picture and the emotion it shows.
struct LabelledFile {
  std::string path;
  int label = 0;        ///< class, from 0
  std::size_t line = 0; ///< of training.csv, from 1; 0 where there is none
};

/// The picture as an error names it: path and line.
std::string place_of(const LabelledFile &file);

struct LabelTable {
  std::vector<LabelledFile> files;
  std::size_t other_classes = 0; ///< rows left out
};

/// Reads a `training.csv` of the official data set format (`utils/dataloader.py`, load_data).
///
/// The first line names the columns; `subDirectory_filePath` and `expression` are used. The picture is
/// `pictures_root` / the second component of subDirectory_filePath. Its label is `classes`[expression]; rows where that
/// is -1, or beyond the list, are left out. Order and repetitions are kept; whether the pictures exist is not asked.
/// Throws Error: NotFound, BadFile (a column missing, a path without '/', an expression that is no integer; every
/// bad row is listed with its line in the detail).
LabelTable read_label_table(const std::string &csv_path, const std::string &pictures_root,
                            const std::vector<int> &classes);

} // namespace ganmut
