#include "trainer/data/bad_rows.h"

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>

namespace ganmut {

void BadRows::add(std::size_t line, const std::string &what) {
  rows_.push_back(fmt::format("line {}: {}", line, what));
}

void BadRows::refuse() const {
  if (rows_.empty())
    return;
  const auto more = rows_.size() == 1 ? "" : fmt::format(" (and {} more bad rows)", rows_.size() - 1);
  throw Error(ErrorKind::BadFile, fmt::format("{}, {}{}.", path_, rows_.front(), more),
              fmt::format("{}\n", fmt::join(rows_, "\n")));
}

} // namespace ganmut
