#include "trainer/data/csv_reader.h"

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>

namespace ganmut {

CsvReader::CsvReader(std::istream &stream, std::string name) : stream_(stream), name_(std::move(name)) {
  const auto begins_with = [&](std::string_view mark) {
    std::string start(mark.size(), '\0');
    const auto place = stream_.tellg();
    if (stream_.read(start.data(), static_cast<std::streamsize>(start.size())) && start == mark)
      return true;
    stream_.clear();
    stream_.seekg(place);
    return false;
  };
  if (begins_with("\xFF\xFE") || begins_with("\xFE\xFF"))
    throw Error(ErrorKind::BadFile, name_ + " is UTF-16; save it as UTF-8.");
  begins_with("\xEF\xBB\xBF");
}

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

void BadRows::add(std::size_t line, const std::string &what) {
  rows_.push_back(fmt::format("line {}: {}", line, what));
}

std::string_view trimmed(std::string_view text) {
  const auto *const blanks = " \t\n\v\f\r";
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

void BadRows::throw_if_any() const {
  if (rows_.empty())
    return;
  const auto more = rows_.size() == 1 ? "" : fmt::format(" (and {} more bad rows)", rows_.size() - 1);
  throw Error(ErrorKind::BadFile, fmt::format("{}, {}{}.", path_, rows_.front(), more),
              fmt::format("{}\n", fmt::join(rows_, "\n")));
}

} // namespace ganmut
