#include "trainer/data/label_table.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>

#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "trainer/data/csv_reader.h"

namespace ganmut {

namespace {

const char *const path_column = "subDirectory_filePath";
const char *const label_column = "expression";

std::size_t column(const std::vector<std::string> &header, const std::string &name, const std::string &csv_path) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found != header.end())
    return static_cast<std::size_t>(found - header.begin());
  const bool separated_otherwise = header.size() == 1 && header.front().find_first_of(";\t") != std::string::npos;
  throw Error(ErrorKind::BadFile,
              header.empty()
                  ? csv_path + " is empty; it must name the columns " + path_column + " and " + label_column + "."
                  : csv_path + ": the first line lacks the column " + name +
                        (separated_otherwise ? "; its columns are separated by semicolons or tabs, save it with commas."
                                             : "; it must name the columns " + std::string(path_column) + " and " +
                                                   label_column + "."));
}

/// The whole text as an integer, blanks around it allowed; a number too long is larger than any label.
std::optional<long long> integer(const std::string &text) {
  const auto digits = trimmed(text);
  const auto *begin = digits.data();
  const auto *const end = begin + digits.size();
  if (end - begin > 1 && *begin == '+' && begin[1] != '-')
    ++begin;
  long long value = 0;
  const auto [stop, failure] = std::from_chars(begin, end, value);
  if (stop != end || failure == std::errc::invalid_argument)
    return std::nullopt;
  return failure == std::errc::result_out_of_range ? -1 : value;
}

/// The components of a path, without a "." at its beginning.
std::vector<std::string> components(const std::string &path) {
  std::vector<std::string> parts;
  std::istringstream stream(path);
  for (std::string part; std::getline(stream, part, '/');)
    if (!parts.empty() || part != ".")
      parts.push_back(part);
  return parts;
}

} // namespace

std::string place_of(const LabelledFile &file) {
  return file.line == 0 ? file.path : file.path + " (line " + std::to_string(file.line) + " of training.csv)";
}

LabelTable read_label_table(const std::string &csv_path, const std::string &pictures_root,
                            const std::vector<int> &classes) {
  std::ifstream file(csv_path, std::ios::binary);
  if (!file)
    throw Error(ErrorKind::NotFound, "The label table " + csv_path + " cannot be opened.");
  CsvReader reader(file, csv_path);
  const auto header = reader.next().value_or(CsvRecord());
  const auto path_at = column(header.fields, path_column, csv_path);
  const auto label_at = column(header.fields, label_column, csv_path);

  LabelTable table;
  BadRows bad_rows(csv_path);
  std::size_t deep_paths = 0;
  while (const auto record = reader.next()) {
    const auto mistake = [&, line = record->line](const std::string &what) { bad_rows.add(line, what); };
    if (std::max(path_at, label_at) >= record->fields.size()) {
      mistake("the row has only " + std::to_string(record->fields.size()) + " fields");
      continue;
    }
    const auto &path = record->fields[path_at], &text = record->fields[label_at];
    const auto parts = components(path);
    const auto number = integer(text);
    const bool relative = path.rfind('/', 0) != 0;
    if (!relative)
      mistake("the path '" + path + "' is absolute; write FOLDER/PICTURE");
    else if (parts.size() < 2)
      mistake("the path '" + path + "' has no '/'; write FOLDER/PICTURE");
    if (!number)
      mistake("the expression '" + text + "' is not an integer");
    if (!relative || parts.size() < 2 || !number)
      continue;
    if (parts.size() > 2)
      ++deep_paths;
    const bool known = *number >= 0 && *number < static_cast<long long>(classes.size());
    const int label = known ? classes[static_cast<std::size_t>(*number)] : -1;
    if (label < 0)
      ++table.other_classes;
    else
      table.files.push_back({pictures_root + "/" + parts[1], label, record->line});
  }
  bad_rows.throw_if_any();
  if (deep_paths > 0)
    spdlog::warn("{}: {} paths have more parts than FOLDER/PICTURE; as in the official code the second alone counts",
                 csv_path, deep_paths);
  return table;
}

} // namespace ganmut
