#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ganmut {

/// A picture and the emotion it shows.
struct LabelledFile {
  std::string path;
  int label = 0;        ///< class, from 0
  std::size_t line = 0; ///< of the table, from 1
};

/// Reads a `training.csv` of the official data set format (`utils/dataloader.py`, load_data).
///
/// The first line names the columns; `subDirectory_filePath` and `expression` are used. The picture is
/// `pictures_root` / the second component of subDirectory_filePath. Rows whose expression is not in
/// 0 .. `classes` - 1 are left out. Order and repetitions are kept; whether the pictures exist is not asked here.
/// Throws Error: NotFound, BadFile (a column missing, a path without '/', an expression that is no integer; every
/// bad row is listed with its line in the detail).
std::vector<LabelledFile> read_label_table(const std::string &csv_path, const std::string &pictures_root, int classes);

} // namespace ganmut
