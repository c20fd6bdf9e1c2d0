#include "progress_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace ganmut::edit {
namespace {

/// `seconds` as 0:07 or 1:02:03.
std::string clock_text(long seconds) {
  if (seconds >= 3600)
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

} // namespace

ProgressBar::ProgressBar(std::string title) : title_(std::move(title)), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (terminal_)
    fmt::print(stderr, "\r\033[K");
}

void ProgressBar::update(double part) {
  part = std::clamp(part, 0.0, 1.0);
  const auto now = std::chrono::steady_clock::now();
  const std::chrono::duration<double> spent = now - begin_;
  const std::string left = part > 0.0 ? clock_text(std::lround(spent.count() * (1.0 - part) / part)) : "-:--";
  if (terminal_) {
    constexpr int width = 30;
    const int full = static_cast<int>(part * width);
    fmt::print(stderr, "\r\033[K{} [{:#<{}}{:.<{}}] {:3.0f} %  {} left", title_, "", full, "", width - full,
               100.0 * part, left);
    std::fflush(stderr);
  } else if (now - logged_ >= std::chrono::seconds(10)) {
    spdlog::info("{}: {:.0f} %, {} left", title_, 100.0 * part, left);
    logged_ = now;
  }
}

} // namespace ganmut::edit
