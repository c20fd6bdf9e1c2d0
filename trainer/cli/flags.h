#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>
#include <ganmut/error.h>

#include "cli/program.h"
#include "trainer/recipes/official/official_options.h"
#include "trainer/recipes/rig/rig_options.h"
#include "trainer/recipes/warp/warp_options.h"

namespace ganmut {

/// Declares flags as the official trainer spells them (`--batch_size`), with dashes as well (`--batch-size`).
class Flags {
public:
  /// A flag given twice counts as it was given last.
  explicit Flags(CLI::App &app) : app_(app) { app.option_defaults()->take_last(); }

  /// What is declared from now on stands under `title` in the help.
  void section(const std::string &title) { app_.option_defaults()->group(title); }

  /// `value` holds the default and receives the flag's argument.
  template <typename T> CLI::Option *add(const std::string &name, T &value, const std::string &help) {
    values_.push_back([name, &value] { return fmt::format("{}={}", name, value); });
    return app_.add_option(spellings(name), value, help)->capture_default_str();
  }

  /// A flag whose argument is one of `choices` (text, value). `value` holds the default.
  template <typename T>
  CLI::Option *choice(const std::string &name, T &value, const std::vector<std::pair<std::string, T>> &choices,
                      const std::string &help) {
    values_.push_back([name, &value, choices] {
      for (const auto &[text, choice] : choices)
        if (choice == value)
          return name + "=" + text;
      return name + "=";
    });
    return cli::add_choice(app_, spellings(name), value, choices, help);
  }

  /// A flag of true or false that must be false; `refusal` is the sentence that true is refused with.
  void only_false(const std::string &name, const std::string &help, const std::string &refusal) {
    app_.add_option_function<bool>(
            spellings(name),
            [refusal](bool asked) {
              if (asked)
                throw Error(ErrorKind::BadArgument, refusal);
            },
            help)
        ->default_str("false");
  }

  /// `step` is called when the whole line has been read: for values that follow from others.
  void after(const std::function<void()> &step) {
    after_.push_back(step);
    app_.callback([steps = after_] {
      for (const auto &each : steps)
        each();
    });
  }

  /// Every flag's value once the line has been read, `name=value` a line: the same for `0`, `false` and a default that
  /// was not given at all.
  std::string settings() const {
    std::string lines;
    for (const auto &value : values_)
      lines += value() + "\n";
    return lines;
  }

private:
  static std::string spellings(const std::string &name) {
    auto dashed = name;
    for (auto &letter : dashed)
      if (letter == '_')
        letter = '-';
    return dashed == name ? "--" + name : "--" + name + ",--" + dashed;
  }

  CLI::App &app_;
  std::vector<std::function<void()>> after_;
  std::vector<std::function<std::string()>> values_;
};

/// Each of these declares the flags of some options and binds them to `options`. Flags that the official trainer has,
/// too, are spelled as there, whatever the recipe.
void add_flags(Flags &flags, RunOptions &options);
/// Where --emotions is not given and dataset_root holds one folder a class, `emotions` becomes class_folders() once the
/// line is read.
void add_flags(Flags &flags, DataOptions &options);
/// All flags of `--recipe official`, but for which recipe and which network it is.
void add_flags(Flags &flags, OfficialOptions &options);
/// All flags of `--recipe warp`, but for which recipe and which network it is.
void add_flags(Flags &flags, WarpOptions &options);
/// All flags of `--recipe rig`, but for which recipe it is.
void add_flags(Flags &flags, RigOptions &options);

} // namespace ganmut
