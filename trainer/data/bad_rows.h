#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ganmut {

/// The rows of a table that say nothing usable.
class BadRows {
public:
  /// `path`: of the table.
  explicit BadRows(std::string path) : path_(std::move(path)) {}

  /// `line`: from 1. `what`: is wrong with the row.
  void add(std::size_t line, const std::string &what);

  /// Throws Error(BadFile) that names the first row and counts the others, all of them in the detail; does nothing
  /// where there is none.
  void refuse() const;

private:
  std::string path_;
  std::vector<std::string> rows_;
};

} // namespace ganmut
