#include "trainer/run/loss_table.h"

#include <filesystem>

#include <fmt/format.h>
#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "checkpoint/file_bytes.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

constexpr auto titles = "iteration,loss,value\n";

/// `losses.csv` becomes `losses-1.csv`, or the next number that is free.
void set_aside(const fs::path &path) {
  for (int number = 1;; ++number) {
    const auto aside = path.parent_path() / fmt::format("{}-{}.csv", path.stem().string(), number);
    if (fs::exists(aside))
      continue;
    fs::rename(path, aside);
    spdlog::info("The losses of an earlier run are kept as {}", aside.string());
    return;
  }
}

/// The rows until `iteration`, those that a stopped run could not finish left out.
std::string rows_until(std::int64_t iteration, const std::string &path) {
  std::ifstream file(path);
  std::string rows = titles;
  for (std::string line; std::getline(file, line) && !file.eof();) { // eof: no line ending, torn
    char *end = nullptr;
    const auto number = std::strtoll(line.c_str(), &end, 10);
    if (end != line.c_str() && *end == ',' && number <= iteration)
      rows += line + '\n';
  }
  return rows;
}

} // namespace

LossTable::LossTable(const std::string &path, std::int64_t iteration) : path_(path) {
  try {
    if (iteration == 0 && fs::exists(path))
      set_aside(path);
    const auto rows = rows_until(iteration, path);
    const auto *bytes = reinterpret_cast<const std::byte *>(rows.data());
    write_file_atomically(path, {bytes, bytes + rows.size()});
  } catch (const fs::filesystem_error &error) {
    throw Error(ErrorKind::Failed, "The log " + path + " cannot be written.", error.what());
  }
  file_.open(path, std::ios::app);
}

void LossTable::append(std::int64_t iteration, const Losses &losses) {
  for (const auto &[name, value] : losses)
    file_ << fmt::format("{},{},{}\n", iteration, name, value);
  file_.flush();
  if (!file_)
    throw Error(ErrorKind::Failed, "The log " + path_ + " cannot be written.");
}

} // namespace ganmut
