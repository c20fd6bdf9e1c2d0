#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace ganmut::cli {

/// An option or a subcommand as a reader sees it.
struct HelpEntry {
  std::string names; ///< "-o, --output"
  std::string value; ///< "FILE"; empty where nothing follows
  std::string text;  ///< what it does, with range and default
};

/// A titled part of the help.
struct HelpSection {
  std::string title;
  std::vector<HelpEntry> entries;
};

/// A program's options where another choice decides which there are (a recipe, say). --help shows those of the choice
/// at hand; man page and completion are written once for all, so they need the others too.
struct Variant {
  std::string title; ///< of the options in the man page: "Options with --recipe warp"
  const CLI::App *app = nullptr;
};

/// The options and subcommands of `app`, hidden ones left out: arguments first, then the groups in the order of their
/// first option, then what every program has.
std::vector<HelpSection> help_sections(const CLI::App &app);

/// How `app` is called: "ganmut-edit [OPTIONS] IN...". `name`: the program and its subcommands.
std::string usage_line(const CLI::App &app, const std::string &name);

/// Whether a value follows the option; a flag has none.
bool has_value(const CLI::Option &option);

/// What an option may be set to, where the help lists it, else nothing.
std::vector<std::string> choices_of(const CLI::Option &option);

/// Prints the help in sections, lines of at most 80 columns.
class HelpFormatter : public CLI::FormatterBase {
public:
  std::string make_help(const CLI::App *app, std::string name, CLI::AppFormatMode mode) const override;
};

/// The manual page of `app` in section 1, in the man macros of roff, and below a title of their own what `variants`
/// have or says otherwise. `version`: of the project.
std::string man_page(const CLI::App &app, const std::vector<Variant> &variants, const std::string &version);

} // namespace ganmut::cli
