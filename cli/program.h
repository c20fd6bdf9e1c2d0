#pragma once

#include <functional>
#include <locale>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <ganmut/error.h>

#include "cli/help.h"

namespace ganmut::cli {

/// The command line makes no sense. what() is one sentence that names the option and the valid choices.
class UsageError : public Error {
public:
  explicit UsageError(const std::string &sentence) : Error(ErrorKind::BadArgument, sentence) {}
};

/// While it lives, the process reads and writes 1.5 as "1.5". CLI11 follows the locale, from the declaration of an
/// option on. For a time at which no other thread runs.
class PointLocale {
public:
  PointLocale();
  PointLocale(const PointLocale &) = delete;
  PointLocale &operator=(const PointLocale &) = delete;
  ~PointLocale();

private:
  std::string before_c_;
  std::locale before_;
};

/// Runs a program's `body`, which returns the exit status, in the PointLocale, and lets no exception out. Of an error,
/// `NAME: sentence` goes to standard error, and the technical detail, where there is one, to the line below. Returns
/// what `body` returns; 0 when parse() printed the help or the version; 1 when something failed, the writing of
/// standard output included; 2 for UsageError and CLI::ParseError; 128 + N for Stopped by signal N.
int run_program(const char *name, const std::function<int()> &body);

/// Prints an error as run_program does, for programs that go on after one.
void print_error(const char *name, const Error &error);

/// Gives `app`, which has its program's name, what all programs have: `--help`, in sections named by the options'
/// groups (CLI::Option::group); `--version`, with the version of LibTorch; and, hidden and made from the same
/// declarations, `--print` man, completion-bash, completion-zsh or completion-fish. Call it when all options and
/// subcommands are declared. What `variants` point to must live as long as `app`.
void add_conventions(CLI::App &app, const std::vector<Variant> &variants = {});

/// Parses the command line into `app`, which has the conventions. Throws UsageError with one sentence that points to
/// `--help`, and CLI::Success after printing what `--help`, `--version` or `--print` asked for.
void parse(CLI::App &app, int argc, const char *const *argv);

/// Declares an option whose argument is one of `choices` (text, value), which the help lists in this order.
/// `names`: as CLI::App::add_option takes them. `value` holds the default and receives the choice.
template <typename T>
CLI::Option *add_choice(CLI::App &app, const std::string &names, T &value,
                        const std::vector<std::pair<std::string, T>> &choices, const std::string &help) {
  std::vector<std::string> texts;
  std::string given;
  for (const auto &[text, choice] : choices) {
    texts.push_back(text);
    if (choice == value)
      given = text;
  }
  const auto choose = [&value, choices](const std::string &asked) {
    for (const auto &[text, choice] : choices)
      if (text == asked)
        value = choice;
  };
  return app.add_option_function<std::string>(names, choose, help)->check(CLI::IsMember(texts))->default_str(given);
}

} // namespace ganmut::cli
