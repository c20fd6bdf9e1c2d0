#pragma once

#include <chrono>
#include <string>

namespace ganmut {

/// One line at the bottom of a terminal (standard error) that is written anew again and again. Where there is no
/// terminal nothing is shown. Lines of the log push it down.
class ProgressLine {
public:
  ProgressLine();
  /// Wipes the line.
  ~ProgressLine();
  ProgressLine(const ProgressLine &) = delete;
  ProgressLine &operator=(const ProgressLine &) = delete;

  /// True if show() would show something now: there is a terminal, and a moment has passed since the last text.
  bool is_due() const;

  /// `text`: cut where the terminal ends.
  void show(const std::string &text);

private:
  bool terminal_;
  bool shares_terminal_; ///< with the log
  std::chrono::steady_clock::time_point shown_;
};

} // namespace ganmut
