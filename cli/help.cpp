#include "cli/help.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>

namespace ganmut::cli {
namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t text_column = 28;
constexpr char common_section[] = "General";

bool is_hidden(const CLI::Option *option) {
  return option->get_group().empty();
}

/// What `type` (CLI11's, with the descriptions of all checks) says about the values that are valid.
std::string range_in(const std::string &type) {
  if (type.find(":POSITIVE") != std::string::npos)
    return "above 0";
  if (type.find(":NONNEGATIVE") != std::string::npos)
    return "0 or more";
  const auto begin = type.find(" in ["), middle = type.find(" - ", begin), end = type.find(']', begin);
  if (begin == std::string::npos || middle == std::string::npos || end == std::string::npos)
    return {};
  return type.substr(begin + 5, middle - begin - 5) + " to " + type.substr(middle + 3, end - middle - 3);
}

std::string value_name(const CLI::Option &option) {
  static const std::map<std::string, std::string> plain = {
      {"FLOAT", "NUMBER"}, {"INT", "N"}, {"UINT", "N"}, {"BOOLEAN", "true|false"}};
  if (const auto choices = choices_of(option); !choices.empty())
    return CLI::detail::join(choices, "|");
  const auto type = option.get_type_name();
  const auto base = type.substr(0, type.find(':'));
  const auto found = plain.find(base);
  return found == plain.end() ? base : found->second;
}

/// All spellings; of those that differ in '_' and '-' only, the first.
std::string spellings(const CLI::Option &option) {
  std::string text;
  std::vector<std::string> seen;
  for (const auto &name : CLI::detail::split(option.get_name(false, true), ',')) {
    std::string plain = name;
    std::replace(plain.begin(), plain.end(), '_', '-');
    if (std::find(seen.begin(), seen.end(), plain) != seen.end())
      continue;
    seen.push_back(plain);
    text = name[1] == '-' ? text + (text.empty() ? "" : ", ") + name : name + (text.empty() ? "" : ", ") + text;
  }
  return text;
}

std::string argument_name(const CLI::Option &option) {
  return option.get_single_name() + (option.get_expected_max() > 1 ? "..." : "");
}

HelpEntry entry_of(const CLI::Option &option) {
  HelpEntry entry;
  entry.names = option.get_positional() ? argument_name(option) : spellings(option);
  if (!option.get_positional() && has_value(option))
    entry.value = value_name(option);
  std::string facts;
  const auto add = [&facts](const std::string &fact) {
    if (!fact.empty())
      facts += (facts.empty() ? "" : "; ") + fact;
  };
  add(range_in(option.get_type_name()));
  if (auto given = option.get_default_str(); !given.empty()) {
    if (option.get_type_name().rfind("BOOLEAN", 0) == 0)
      given = given == "0" ? "false" : given == "1" ? "true" : given;
    add("default: " + given);
  }
  if (option.get_required() && !option.get_positional())
    add("required");
  entry.text = option.get_description() + (facts.empty() ? "" : " (" + facts + ")");
  return entry;
}

/// `text` in lines that begin at column `indent`, the first one too if `at_start`.
std::string wrapped(const std::string &text, std::size_t indent, bool at_start) {
  std::string lines;
  std::istringstream paragraphs(text);
  for (std::string paragraph; std::getline(paragraphs, paragraph);) {
    std::istringstream words(paragraph);
    std::size_t column = 0;
    for (std::string word; words >> word;) {
      if (column == 0) {
        if (at_start || !lines.empty())
          lines += std::string(indent, ' ');
        column = indent;
      } else if (column + 1 + word.size() > page_width) {
        lines += "\n" + std::string(indent, ' ');
        column = indent;
      } else {
        lines += ' ';
        ++column;
      }
      lines += word;
      column += word.size();
    }
    lines += '\n';
  }
  return lines;
}

std::string printed(const HelpSection &section) {
  std::string text = "\n" + section.title + ":\n";
  for (const auto &entry : section.entries) {
    const std::string term = "  " + entry.names + (entry.value.empty() ? "" : " " + entry.value);
    const bool fits = term.size() + 2 <= text_column;
    text += term + (fits ? std::string(text_column - term.size(), ' ') : "\n");
    text += wrapped(entry.text, text_column, !fits);
  }
  return text;
}

/// `text` with what roff would take for its own made plain.
std::string roff(const std::string &text) {
  std::string plain;
  for (const char letter : text) {
    const bool line_start = plain.empty() || plain.back() == '\n';
    if (line_start && (letter == '.' || letter == '\''))
      plain += "\\&";
    plain += letter == '\\' ? "\\e" : letter == '-' ? "\\-" : std::string(1, letter);
  }
  return plain;
}

std::string roff_usage(const CLI::App &app, const std::string &name) {
  return "\\fB" + roff(name) + "\\fR" + roff(usage_line(app, "")) + "\n";
}

std::string roff_entries(const HelpSection &section) {
  std::string text;
  for (const auto &entry : section.entries)
    text += ".TP\n\\fB" + roff(entry.names) + "\\fR" +
            (entry.value.empty() ? "" : " \\fI" + roff(entry.value) + "\\fR") + "\n" + roff(entry.text) + "\n";
  return text;
}

/// What `sections` has or says otherwise than `known`; --help is everywhere.
std::vector<HelpSection> only_in(const std::vector<HelpSection> &sections, const std::vector<HelpSection> &known) {
  std::set<std::pair<std::string, std::string>> said;
  for (const auto &section : known)
    for (const auto &entry : section.entries)
      said.emplace(entry.names, entry.text);
  std::vector<HelpSection> rest;
  for (const auto &section : sections) {
    HelpSection left{section.title, {}};
    for (const auto &entry : section.entries)
      if (entry.names != "-h, --help" && said.count({entry.names, entry.text}) == 0)
        left.entries.push_back(entry);
    if (!left.entries.empty())
      rest.push_back(left);
  }
  return rest;
}

HelpSection &section_called(std::vector<HelpSection> &sections, const std::string &title) {
  for (auto &section : sections)
    if (section.title == title)
      return section;
  return sections.emplace_back(HelpSection{title, {}});
}

} // namespace

bool has_value(const CLI::Option &option) {
  return option.get_items_expected_max() != 0;
}

std::vector<std::string> choices_of(const CLI::Option &option) {
  const auto type = option.get_type_name();
  if (!has_value(option))
    return {};
  if (type.rfind("BOOLEAN", 0) == 0)
    return {"true", "false"};
  const auto begin = type.find('{'), end = type.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos)
    return {};
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

std::vector<HelpSection> help_sections(const CLI::App &app) {
  std::vector<HelpSection> sections;
  for (const auto *option : app.get_options())
    if (option->get_positional() && !is_hidden(option))
      section_called(sections, "Arguments").entries.push_back(entry_of(*option));
  for (const auto *sub : app.get_subcommands(nullptr))
    section_called(sections, "Commands").entries.push_back({sub->get_name(), "", sub->get_description()});
  HelpSection common{common_section, {}};
  for (const auto *option : app.get_options())
    if (!option->get_positional() && !is_hidden(option))
      (option->get_group() == common.title ? common : section_called(sections, option->get_group()))
          .entries.push_back(entry_of(*option));
  if (!common.entries.empty())
    sections.push_back(common);
  return sections;
}

std::string usage_line(const CLI::App &app, const std::string &name) {
  std::string line = name + " [OPTIONS]";
  for (const auto *option : app.get_options())
    if (option->get_positional() && !is_hidden(option))
      line += " " + argument_name(*option);
  if (!app.get_subcommands(nullptr).empty())
    line += " COMMAND ...";
  return line;
}

std::string HelpFormatter::make_help(const CLI::App *app, std::string name, CLI::AppFormatMode) const {
  std::string text = "Usage: " + usage_line(*app, name) + "\n\n" + wrapped(app->get_description(), 0, true);
  for (const auto &section : help_sections(*app))
    text += printed(section);
  if (!app->get_footer().empty())
    text += "\n" + app->get_footer() + "\n";
  return text;
}

std::string man_page(const CLI::App &app, const std::vector<Variant> &variants, const std::string &version) {
  const auto &name = app.get_name();
  const auto subs = app.get_subcommands(nullptr);
  std::string title = name, description = app.get_description();
  std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return std::toupper(c); });
  std::string summary = description.substr(0, description.find('.'));
  summary.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(summary.front())));

  std::string page = ".TH " + roff(title) + " 1 \"\" \"GANmut " + version + "\" \"User Commands\"\n" + ".SH NAME\n" +
                     roff(name) + " \\- " + roff(summary) + "\n.SH SYNOPSIS\n";
  if (subs.empty())
    page += roff_usage(app, name);
  for (const auto *sub : subs)
    page += roff_usage(*sub, name + " " + sub->get_name()) + ".br\n";
  page += ".SH DESCRIPTION\n" + roff(description) + "\n.SH OPTIONS\n";
  for (const auto &section : help_sections(app))
    if (section.title != "Commands")
      page += ".SS " + roff(section.title) + "\n" + roff_entries(section);
  for (const auto &variant : variants) {
    page += ".SH " + roff(variant.title) + "\n";
    for (const auto &section : only_in(help_sections(*variant.app), help_sections(app)))
      page += ".SS " + roff(section.title) + "\n" + roff_entries(section);
  }
  if (!subs.empty())
    page += ".SH COMMANDS\n";
  for (const auto *sub : subs) {
    page += ".SS " + roff(sub->get_name()) + "\n" + roff(sub->get_description()) + "\n";
    for (const auto &section : help_sections(*sub))
      if (section.title != common_section)
        page += roff_entries(section);
  }
  page += ".SH EXIT STATUS\n.TP\n0\nDone.\n.TP\n1\nSomething failed.\n.TP\n2\nThe command line makes no sense.\n"
          ".TP\n128+N\nEnded by signal N.\n";
  constexpr char examples[] = "Examples:\n";
  if (const auto footer = app.get_footer(); footer.rfind(examples, 0) == 0)
    page += ".SH EXAMPLES\n.nf\n" + roff(footer.substr(sizeof(examples) - 1)) + "\n.fi\n";
  page.pop_back();
  return page;
}

} // namespace ganmut::cli
