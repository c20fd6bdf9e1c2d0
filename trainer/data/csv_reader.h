#pragma once

#include <cstddef>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganmut {

/// One record of a CSV file.
struct CsvRecord {
  std::size_t line = 0; ///< where it begins, from 1
  std::vector<std::string> fields;
};

/// Reads CSV as Python's csv module does: commas, fields in double quotes ("" is a quote), any line ending, empty
/// lines left out.
class CsvReader {
public:
  /// `name`: of the file, for errors. A byte order mark of UTF-8 is passed over. Throws Error(BadFile) for UTF-16.
  CsvReader(std::istream &stream, std::string name);

  /// The next record; nothing at the end. Throws Error(BadFile) for a quote that is never closed.
  std::optional<CsvRecord> next();

private:
  bool get(char &letter);

  std::istream &stream_;
  std::string name_;
  std::size_t line_ = 1;
};

/// `text` without the blanks (spaces, tabs, line ends) around it.
std::string_view trimmed(std::string_view text);

/// Collects the rows of a table that cannot be used.
class BadRows {
public:
  /// `path`: of the table.
  explicit BadRows(std::string path) : path_(std::move(path)) {}

  /// `line`: of the row, from 1. `what`: is wrong with it.
  void add(std::size_t line, const std::string &what);

  /// Throws Error(BadFile) if there is any: it names the first row and counts the others; all of them are in the
  /// detail.
  void throw_if_any() const;

private:
  std::string path_;
  std::vector<std::string> rows_;
};

} // namespace ganmut
