#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <opencv2/core.hpp>

#include "trainer/losses/losses.h"
#include "trainer/run/event_file.h"
#include "trainer/run/loss_table.h"
#include "trainer/run/progress_line.h"
#include "trainer/run/run_options.h"

namespace ganmut {

/// What a run tells while it goes on: the official log line on the console, a live line on a terminal, and in
/// `log_dir` losses.csv and (if `use_tensorboard`) an event file for TensorBoard.
class TrainingLog {
public:
  /// `resumed_from`: iterations done before; what the folder says about later ones is forgotten.
  /// `batch_size`: pictures that an iteration learns from. Throws Error(Failed).
  TrainingLog(const RunOptions &options, std::int64_t resumed_from, int batch_size);

  /// The live line. For every iteration: `losses` are those that were computed in it, others are shown as they were.
  void show(std::int64_t iteration, const Losses &losses);

  /// A line of log, rows and points. `rates`: learning rates; these become points alone. Throws Error(Failed).
  void write(std::int64_t iteration, const Losses &losses, const Losses &rates = {});

  /// A picture for TensorBoard. `picture`: CV_8UC3 BGR. Throws Error(Failed).
  void picture(std::int64_t iteration, const std::string &tag, const cv::Mat &picture);

private:
  double pictures_per_second(std::int64_t iteration) const;
  std::string time_left(std::int64_t iteration) const;
  std::chrono::duration<double> elapsed() const { return std::chrono::steady_clock::now() - started_; }

  std::int64_t total_, resumed_from_;
  int batch_size_;
  LossTable table_;
  std::optional<EventFile> events_;
  ProgressLine line_;
  Losses latest_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace ganmut
