#pragma once

#include <map>
#include <string>

#include <ganmut/face.h>

namespace ganmut {

/// Faces that are known without looking for them.
class LandmarkTable {
public:
  LandmarkTable() = default;

  /// Reads a `landmarks.csv`: names of the columns, if any, then per row a picture (`FOLDER/NAME`), its face's box x,
  /// y, width, height and 68 points x0, y0 ... x67, y67, pixels. Of a picture named twice the first row counts. Throws
  /// Error: NotFound, BadFile (the first bad row, all of them with their lines in the detail).
  explicit LandmarkTable(const std::string &csv_path);

  /// `dataset_root`/landmarks.csv; empty where there is none. Throws Error(BadFile).
  static LandmarkTable of_data_set(const std::string &dataset_root);

  /// The face of the picture `path`: the row of its FOLDER/NAME, or that of its NAME in another folder where there is
  /// only one (the official trainer looks for pictures in a folder of its own choice). Null: none.
  const Face *find(const std::string &path) const;

private:
  std::map<std::string, Face> faces_;               ///< by FOLDER/NAME
  std::map<std::string, std::string> folder_names_; ///< NAME to FOLDER/NAME; empty for names in several folders
};

} // namespace ganmut
