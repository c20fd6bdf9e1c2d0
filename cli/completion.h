#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "cli/help.h"

namespace ganmut::cli {

// Scripts that let a shell complete the words of `app`, named as the program is called, and of its subcommands: names
// of options, those of `variants` too, the choices of those that have some, and names of files, but none after options
// that take a number.

/// For bash, to be sourced or installed in bash-completion/completions/NAME.
std::string bash_completion(const CLI::App &app, const std::vector<Variant> &variants);

/// For zsh, to be installed in zsh/site-functions/_NAME.
std::string zsh_completion(const CLI::App &app, const std::vector<Variant> &variants);

/// For fish, to be installed in fish/vendor_completions.d/NAME.fish.
std::string fish_completion(const CLI::App &app, const std::vector<Variant> &variants);

} // namespace ganmut::cli
