#include "cli/completion.h"

#include <algorithm>
#include <set>
#include <vector>
namespace ganmut::cli {
namespace {

using Words = std::vector<std::string>;

std::string joined(const Words &words, const char *between) {
  return CLI::detail::join(words, between);
}

/// `text` as one word of a shell.
std::string quoted(const std::string &text) {
  return "'" + CLI::detail::find_and_replace(text, "'", "'\\''") + "'";
}

/// The name of a shell's function for `app`.
std::string function_name(const CLI::App &app) {
  std::string name = "_" + app.get_name();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// All spellings: "-o", "--output".
Words spellings(const CLI::Option &option) {
  return CLI::detail::split(option.get_name(false, true), ',');
}

std::vector<const CLI::Option *> options_of(const CLI::App &app, const std::vector<Variant> &variants = {}) {
  const auto is_shown = [](const CLI::Option *option) {
    return option->nonpositional() && !option->get_group().empty(); // a group without a name is hidden
  };
  auto options = app.get_options(is_shown);
  std::set<std::string> known;
  for (const auto *option : options)
    known.insert(spellings(*option).front());
  for (const auto &variant : variants)
    for (const auto *option : variant.app->get_options(is_shown))
      if (known.insert(spellings(*option).front()).second)
        options.push_back(option);
  return options;
}

Words commands_of(const CLI::App &app) {
  Words names;
  for (const auto *sub : app.get_subcommands(nullptr))
    names.push_back(sub->get_name());
  return names;
}

bool takes_number(const CLI::Option &option) {
  const auto type = option.get_type_name();
  return type.rfind("FLOAT", 0) == 0 || type.rfind("INT", 0) == 0 || type.rfind("UINT", 0) == 0;
}

/// The description as far as it fits beside a name in a list.
std::string summary(const std::string &description) {
  return description.substr(0, description.find_first_of(";\n"));
}

/// What follows one option of the command `command` ("" for none), as a branch of bash's `case`.
std::string bash_branch(const std::string &command, const CLI::Option &option) {
  Words patterns;
  for (const auto &name : spellings(option))
    patterns.push_back("'" + command + " " + name + "'");
  std::string action = "return"; // readline goes on with names of files
  if (const auto choices = choices_of(option); !choices.empty())
    action = "words=" + quoted(joined(choices, " "));
  else if (takes_number(option))
    action = "compopt +o default; return";
  return "    " + joined(patterns, " | ") + ") " + action + " ;;\n";
}

std::string bash_words(const std::string &command, const std::vector<const CLI::Option *> &options) {
  Words names;
  for (const auto *option : options)
    for (const auto &name : spellings(*option))
      names.push_back(name);
  return "        '" + command + "') words=" + quoted(joined(names, " ")) + " ;;\n";
}

/// An option for zsh's _arguments; its spellings exclude each other.
std::string zsh_option(const CLI::Option &option) {
  std::string text = "[" + summary(option.get_description()) + "]";
  for (const char *special : {"[", "]"}) // inside the brackets
    text = text.substr(0, 1) +
           CLI::detail::find_and_replace(text.substr(1, text.size() - 2), special, std::string("\\") + special) + "]";
  if (has_value(option)) {
    const auto choices = choices_of(option);
    text += ": :" + (!choices.empty()       ? "(" + joined(choices, " ") + ")"
                     : takes_number(option) ? std::string(" ")
                                            : std::string("_files"));
  }
  const auto names = spellings(option);
  std::string lines;
  for (const auto &name : names)
    lines += " \\\n    " + quoted((names.size() > 1 ? "(" + joined(names, " ") + ")" : "") + name + text);
  return lines;
}

/// `more`: what else _arguments is told.
std::string zsh_arguments(const CLI::App &app, const std::vector<Variant> &variants = {},
                          const std::string &more = "") {
  std::string lines = "_arguments" + more;
  for (const auto *option : options_of(app, variants))
    lines += zsh_option(*option);
  for (const auto *option : app.get_options())
    if (option->get_positional())
      lines +=
          " \\\n    " + quoted((option->get_expected_max() > 1 ? "*:" : ":") + option->get_single_name() + ":_files");
  return lines;
}

/// `start`: the beginning of the line, which says when fish offers the option.
std::string fish_option(const CLI::Option &option, const std::string &start) {
  std::string line = start;
  for (const auto &name : spellings(option))
    line += name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (const auto choices = choices_of(option); !choices.empty())
    line += " -x -a " + quoted(joined(choices, " "));
  else if (takes_number(option))
    line += " -x";
  else if (has_value(option))
    line += " -r -F";
  return line + " -d " + quoted(summary(option.get_description())) + "\n";
}

} // namespace

std::string bash_completion(const CLI::App &app, const std::vector<Variant> &variants) {
  const auto commands = commands_of(app);
  std::string branches, words = bash_words("", options_of(app, variants));
  for (const auto *option : options_of(app, variants))
    if (has_value(*option))
      branches += bash_branch("", *option);
  for (const auto *sub : app.get_subcommands(nullptr)) {
    words += bash_words(sub->get_name(), options_of(*sub));
    for (const auto *option : options_of(*sub))
      if (has_value(*option))
        branches += bash_branch(sub->get_name(), *option);
  }
  std::string text = function_name(app) +
                     "() {\n"
                     "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= words=\n"
                     "  # readline takes --option=value apart\n"
                     "  [[ $current == = ]] && current=\n"
                     "  [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD-2]}\n"
                     "  COMPREPLY=()\n";
  if (!commands.empty())
    text += "  local word\n"
            "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
            "    case $word in " +
            joined(commands, " | ") +
            ") command=$word; break ;; esac\n"
            "  done\n";
  text += "  case \"$command $previous\" in\n" + branches +
          "    *)\n"
          "      case \"$command\" in\n" +
          words +
          "      esac\n"
          "      if [[ $current != -* ]]; then\n";
  text += commands.empty() ? "        return\n"
                           : "        [[ $command ]] && return\n"
                             "        words=" +
                                 quoted(joined(commands, " ")) + "\n";
  return text +
         "      fi ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F " +
         function_name(app) + " " + app.get_name();
}

std::string zsh_completion(const CLI::App &app, const std::vector<Variant> &variants) {
  std::string text = "#compdef " + app.get_name() + "\n\n";
  const auto subs = app.get_subcommands(nullptr);
  if (subs.empty())
    return text + zsh_arguments(app, variants);
  text += "local context state state_descr line\n"
          "typeset -A opt_args\n" +
          zsh_arguments(app, variants, " -C ':command:(" + joined(commands_of(app), " ") + ")' '*:: :->rest'") +
          "\n"
          "[[ $state == rest ]] || return\n"
          "case $line[1] in\n";
  for (const auto *sub : subs)
    text += "  " + sub->get_name() + ") " + zsh_arguments(*sub) + " ;;\n";
  return text + "esac";
}

std::string fish_completion(const CLI::App &app, const std::vector<Variant> &variants) {
  const std::string start = "complete -c " + app.get_name();
  const auto subs = app.get_subcommands(nullptr);
  std::string text;
  for (const auto *option : options_of(app, variants))
    text += fish_option(*option, subs.empty() ? start : start + " -n __fish_use_subcommand");
  for (const auto *sub : subs)
    text += start + " -n __fish_use_subcommand -f -a " + sub->get_name() + " -d " +
            quoted(summary(sub->get_description())) + "\n";
  for (const auto *sub : subs)
    for (const auto *option : options_of(*sub))
      text += fish_option(*option, start + " -n '__fish_seen_subcommand_from " + sub->get_name() + "'");
  text.pop_back();
  return text;
}

} // namespace ganmut::cli
