#pragma once

#include <chrono>
#include <string>

namespace ganmut::edit {

/// How far a long job is, on standard error: a bar with the time left on a terminal, a line of log
/// every ten seconds otherwise.
class ProgressBar {
public:
  /// `title`: what is being done, at the head of the line.
  explicit ProgressBar(std::string title);
  /// Wipes the bar off the terminal.
  ~ProgressBar();
  ProgressBar(const ProgressBar &) = delete;
  ProgressBar &operator=(const ProgressBar &) = delete;

  /// `part`: what is done of the whole, [0, 1].
  void update(double part);

private:
  std::string title_;
  bool terminal_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point logged_ = begin_;
};

} // namespace ganmut::edit
