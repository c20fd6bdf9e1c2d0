#include "trainer/data/landmark_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

#include <ganmut/error.h>

#include "trainer/data/csv_reader.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

constexpr std::size_t columns = 1 + 4 + 2 * std::tuple_size_v<Landmarks>;

/// The whole text as a finite number with a decimal point, whatever the locale; blanks around it are allowed.
std::optional<float> number(const std::string &text) {
  auto digits = trimmed(text);
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-')
    digits.remove_prefix(1);
  float value = 0;
  const auto *const end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, value);
  return failure == std::errc() && stop == end && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Nothing for a row that is not one of a face.
std::optional<Face> face_of(const std::vector<std::string> &fields) {
  if (fields.size() != columns)
    return std::nullopt;
  std::array<float, columns - 1> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto value = number(fields[i + 1]);
    if (!value)
      return std::nullopt;
    numbers[i] = *value;
  }
  Face face;
  face.box = {numbers[0], numbers[1], numbers[2], numbers[3]};
  for (std::size_t k = 0; k < face.landmarks.size(); ++k)
    face.landmarks[k] = {numbers[4 + 2 * k], numbers[5 + 2 * k]};
  return face;
}

/// Whether a table's first row names the columns: the second field begins with a letter, and no field is a number. A
/// face with one damaged number is not taken for names, which would lose it silently.
bool names_columns(const std::vector<std::string> &fields) {
  const auto second = fields.size() > 1 ? trimmed(fields[1]) : std::string_view();
  const bool is_word = !second.empty() && std::isalpha(static_cast<unsigned char>(second[0])) != 0;
  return is_word && std::none_of(fields.begin() + 1, fields.end(), [](const auto &text) { return number(text); });
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
    const auto face = face_of(record->fields);
    if (!face) {
      bad_rows.add(record->line, "expected a picture, a box and 68 points, that is 141 columns with numbers");
      continue;
    }
    const auto key = last_two(record->fields[0]);
    if (!faces_.emplace(key, *face).second)
      continue;
    const auto [named, is_new] = folder_names_.emplace(fs::path(key).filename().string(), key);
    if (!is_new)
      named->second.clear();
  }
  bad_rows.throw_if_any();
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
