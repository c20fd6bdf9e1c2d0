#include "trainer/data/label_table.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

#include <ganmut/error.h>

#include "trainer/data/csv_reader.h"

namespace ganmut {

namespace {

const char *const path_column = "subDirectory_filePath";
const char *const label_column = "expression";

std::size_t column(const std::vector<std::string> &header, const std::string &name, const std::string &csv_path) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found != header.end())
    return static_cast<std::size_t>(found - header.begin());
  const bool marked = !header.empty() && header.front().rfind("\xEF\xBB\xBF", 0) == 0;
  throw Error(ErrorKind::BadFile,
              csv_path + ": the first line lacks the column " + name +
                  (marked ? "; it begins with a byte order mark, save it as UTF-8 without one."
                          : "; it must name the columns " + std::string(path_column) + " and " + label_column + "."));
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

/// The second component of a path; nothing where there is only one.
std::optional<std::string> second_component(const std::string &path) {
  const auto slash = path.find('/');
  if (slash == std::string::npos)
    return std::nullopt;
  return path.substr(slash + 1, path.find('/', slash + 1) - slash - 1);
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
  while (const auto record = reader.next()) {
    const auto mistake = [&, line = record->line](const std::string &what) { bad_rows.add(line, what); };
    if (std::max(path_at, label_at) >= record->fields.size()) {
      mistake("the row has only " + std::to_string(record->fields.size()) + " fields");
      continue;
    }
    const auto &path = record->fields[path_at], &text = record->fields[label_at];
    const auto name = second_component(path);
    const auto number = integer(text);
    if (!name)
      mistake("the path '" + path + "' has no '/'; write FOLDER/PICTURE");
    if (!number)
      mistake("the expression '" + text + "' is not an integer");
    if (!name || !number)
      continue;
    const bool known = *number >= 0 && *number < static_cast<long long>(classes.size());
    const int label = known ? classes[static_cast<std::size_t>(*number)] : -1;
    if (label < 0)
      ++table.other_classes;
    else
      table.files.push_back({pictures_root + "/" + *name, label, record->line});
  }
  bad_rows.throw_if_any();
  return table;
}

} // namespace ganmut
