#include "trainer/run/training_log.h"

#include <filesystem>

#include <fmt/chrono.h>
#include <ganmut/error.h>
#include <spdlog/spdlog.h>

namespace ganmut {

TrainingLog::TrainingLog(const std::string &log_dir, std::int64_t total) : total_(total) {
  const auto path = log_dir + "/losses.csv";
  const bool is_new = !std::filesystem::exists(path);
  table_.open(path, std::ios::app);
  if (!table_)
    throw Error(ErrorKind::Failed, "The log " + path + " cannot be written.");
  if (is_new)
    table_ << "iteration,loss,value\n";
}

void TrainingLog::write(std::int64_t iteration, const Losses &losses) {
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started_);
  auto line = fmt::format("Elapsed [{:%H:%M:%S}], Iteration [{}/{}]", elapsed, iteration, total_);
  for (const auto &[name, value] : losses) {
    line += fmt::format(", {}: {:.4f}", name, value);
    table_ << fmt::format("{},{},{}\n", iteration, name, value);
  }
  table_.flush();
  spdlog::info(line);
}

} // namespace ganmut
