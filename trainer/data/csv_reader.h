#pragma once

#include <istream>
#include <optional>
#include <string>
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
  /// `name`: of the file, for errors.
  CsvReader(std::istream &stream, std::string name) : stream_(stream), name_(std::move(name)) {}

  /// The next record; nothing at the end. Throws Error(BadFile) for a quote that is never closed.
  std::optional<CsvRecord> next();

private:
  bool get(char &letter);

  std::istream &stream_;
  std::string name_;
  std::size_t line_ = 1;
};

} // namespace ganmut
