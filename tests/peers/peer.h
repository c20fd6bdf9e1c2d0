#pragma once

#include <cstdlib>
#include <string>

#include "../command.h"
#include "../suite.h"

/// Python programs that read and write the same files as we do.
namespace peer {

/// $GANMUT_PYTHON, else Debian's.
inline std::string python() {
  const char *given = std::getenv("GANMUT_PYTHON");
  return given == nullptr ? "/usr/bin/python3" : given;
}

inline bool has_module(const std::string &module) {
  return run_command(python() + " -c 'import " + module + "'").status == 0;
}

/// Runs a program with the folder as its argument; it must succeed.
inline void run(const std::string &program, const std::string &folder) {
  const auto result = run_command(python() + " - " + folder + " <<'END'\n" + program + "\nEND\n");
  ck_assert_msg(result.status == 0, "%s", result.output.c_str());
}

/// Runs the suite, or skips it by name where Python lacks the module.
inline int run_or_skip(Suite *suite, const char *name, const std::string &module) {
  if (has_module(module))
    return suite::run(suite);
  return suite::skip(std::string(name) + ": " + python() + " has no module '" + module + "' (set GANMUT_PYTHON)");
}

} // namespace peer
