#pragma once

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

#include <sys/wait.h>

/// What a program printed (both streams) and its exit status.
struct CommandResult {
  int status = 0;
  std::string output;
};

/// Runs a line of shell.
inline CommandResult run_command(const std::string &line) {
  FILE *pipe = popen((line + " 2>&1").c_str(), "r");
  if (pipe == nullptr)
    throw std::runtime_error("no shell");
  CommandResult result;
  std::array<char, 4096> buffer{};
  for (std::size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    result.output.append(buffer.data(), count);
  const int status = pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}
