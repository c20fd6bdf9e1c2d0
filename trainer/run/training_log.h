#pragma once

#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>

#include "trainer/run/losses.h"

namespace ganmut {

/// The official log line on the console, and every logged loss in a CSV file (iteration, loss, value).
class TrainingLog {
public:
  /// Appends to `log_dir`/losses.csv. `total`: iterations of the whole run. Throws Error(Failed).
  TrainingLog(const std::string &log_dir, std::int64_t total);

  void write(std::int64_t iteration, const Losses &losses);

private:
  std::ofstream table_;
  std::int64_t total_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace ganmut
