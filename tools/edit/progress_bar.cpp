#include "progress_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace ganmut::edit {

ProgressBar::ProgressBar(std::string title) : title_(std::move(title)), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (terminal_)
    fmt::print(stderr, "\r\033[K");
}

void ProgressBar::update(double part) {
  part = std::clamp(part, 0.0, 1.0);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
  const std::string left = part > 0.0 ? clock_text(std::lround(spent.count() * (1.0 - part) / part)) : "-:--";
  if (terminal_) {
    constexpr int width = 30;
    const int full = static_cast<int>(part * width);
    fmt::print(stderr, "\r\033[K{} [{:#<{}}{:.<{}}] {:3.0f} %  {} left", title_, "", full, "", width - full,
               100.0 * part, left);
    std::fflush(stderr);
    return;
  }
  const int tenth = static_cast<int>(part * 10.0);
  if (tenth > last_tenth_)
    spdlog::info("{}: {} %, {} left", title_, tenth * 10, left);
  last_tenth_ = std::max(tenth, last_tenth_);
}

std::string clock_text(long seconds) {
  if (seconds >= 3600)
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

} // namespace ganmut::edit
