#include "trainer/data/landmark_table.h"

#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <utility>

#include <ganmut/error.h>

#include "trainer/data/bad_rows.h"
#include "trainer/data/csv_reader.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

constexpr std::size_t columns = 1 + 4 + 2 * std::tuple_size_v<Landmarks>;

/// Throws std::logic_error for a text that is not a finite number as a whole.
float number(const std::string &text) {
  std::size_t end = 0;
  const auto value = std::stof(text, &end);
  if (text.find_first_not_of(" \t", end) != std::string::npos || !std::isfinite(value))
    throw std::invalid_argument(text);
  return value;
}

Face face_of(const std::vector<std::string> &fields) {
  if (fields.size() != columns)
    throw std::out_of_range("columns");
  Face face;
  face.box = {number(fields[1]), number(fields[2]), number(fields[3]), number(fields[4])};
  for (std::size_t k = 0; k < face.landmarks.size(); ++k)
    face.landmarks[k] = {number(fields[5 + 2 * k]), number(fields[6 + 2 * k])};
  return face;
}

/// Whether a table's first row is no face's: where that has numbers, this has names.
bool names_columns(const std::vector<std::string> &fields) {
  const auto start = fields.size() > 1 ? fields[1].find_first_not_of(" \t") : std::string::npos;
  return start != std::string::npos && std::isalpha(static_cast<unsigned char>(fields[1][start])) != 0;
}

/// FOLDER/NAME of a path.
std::string last_two(const fs::path &path) {
  return (path.parent_path().filename() / path.filename()).string();
}

} // namespace

LandmarkTable::LandmarkTable(const std::string &csv_path) {
  std::ifstream file(csv_path, std::ios::binary);
  if (!file)
    throw Error(ErrorKind::NotFound, "The table " + csv_path + " cannot be opened.");
  CsvReader reader(file, csv_path);
  BadRows bad_rows(csv_path);
  bool first = true;
  while (const auto record = reader.next()) {
    if (std::exchange(first, false) && names_columns(record->fields))
      continue;
    try {
      const auto key = last_two(record->fields[0]);
      if (!faces_.emplace(key, face_of(record->fields)).second)
        continue;
      const auto [named, is_new] = folder_names_.emplace(fs::path(key).filename().string(), key);
      if (!is_new)
        named->second.clear();
    } catch (const std::logic_error &) {
      bad_rows.add(record->line, "expected a picture, a box and 68 points, that is 141 columns with numbers");
    }
  }
  bad_rows.refuse();
}

LandmarkTable LandmarkTable::of_data_set(const std::string &dataset_root) {
  const auto path = dataset_root + "/landmarks.csv";
  std::error_code none;
  return std::filesystem::exists(path, none) ? LandmarkTable(path) : LandmarkTable();
}

const Face *LandmarkTable::find(const std::string &path) const {
  auto found = faces_.find(last_two(path));
  if (found == faces_.end())
    if (const auto named = folder_names_.find(fs::path(path).filename().string()); named != folder_names_.end())
      found = faces_.find(named->second);
  return found == faces_.end() ? nullptr : &found->second;
}

} // namespace ganmut
