#include "trainer/run/progress_line.h"

#include <cstdio>

#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ganmut {

namespace {

constexpr auto wipe = "\033[K"; // from the cursor to the end of the line

std::size_t columns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

} // namespace

ProgressLine::ProgressLine()
    : terminal_(isatty(STDERR_FILENO) == 1), shares_terminal_(terminal_ && isatty(STDOUT_FILENO) == 1) {
  if (shares_terminal_)
    spdlog::set_pattern(std::string(wipe) + "%+"); // %+: spdlog's usual line
}

ProgressLine::~ProgressLine() {
  if (terminal_)
    std::fputs(wipe, stderr); // not fmt::print, which throws: a terminal that is gone must not end the run
  if (shares_terminal_)
    spdlog::set_pattern("%+");
}

bool ProgressLine::is_due() const {
  return terminal_ && std::chrono::steady_clock::now() - shown_ >= std::chrono::milliseconds(200);
}

void ProgressLine::show(const std::string &text) {
  if (!is_due())
    return;
  // The cursor goes back to the first column, so that whatever is printed next takes the line's place.
  std::fprintf(stderr, "%s%s\r", wipe, text.substr(0, columns() - 1).c_str());
  std::fflush(stderr);
  shown_ = std::chrono::steady_clock::now();
}

} // namespace ganmut
