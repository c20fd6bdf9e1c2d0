#include "trainer/data/csv_reader.h"

#include <ganmut/error.h>

namespace ganmut {

/// Turns every line ending into '\n' and counts the lines.
bool CsvReader::get(char &letter) {
  if (!stream_.get(letter))
    return false;
  if (letter == '\r') {
    if (stream_.peek() == '\n')
      stream_.get();
    letter = '\n';
  }
  if (letter == '\n')
    ++line_;
  return true;
}

std::optional<CsvRecord> CsvReader::next() {
  CsvRecord record{line_, {}};
  std::string field;
  bool begun = false, quoted = false;
  char letter = 0;
  while (get(letter)) {
    if (quoted) {
      if (letter != '"')
        field += letter;
      else if (stream_.peek() == '"')
        field += static_cast<char>(stream_.get());
      else
        quoted = false;
    } else if (letter == '"' && field.empty()) {
      begun = quoted = true;
    } else if (letter == ',') {
      record.fields.push_back(std::move(field));
      field.clear();
      begun = true;
    } else if (letter != '\n') {
      field += letter;
      begun = true;
    } else if (begun) {
      break;
    } else {
      record.line = line_;
    }
  }
  if (quoted)
    throw Error(ErrorKind::BadFile, name_ + ": the quote in line " + std::to_string(record.line) + " is never closed.");
  if (!begun)
    return std::nullopt;
  record.fields.push_back(std::move(field));
  return record;
}

} // namespace ganmut
