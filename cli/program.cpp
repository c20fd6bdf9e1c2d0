#include "cli/program.h"

#include <algorithm>
#include <clocale>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <new>
#include <regex>

#include <torch/version.h>

#include "cli/completion.h"
#include "cli/stop_signal.h"

namespace ganmut::cli {
namespace {

constexpr int failed = 1, wrong_usage = 2;

void print_error(const char *name, const std::string &sentence, const std::string &detail) {
  std::cerr << name << ": " << sentence << '\n';
  if (!detail.empty())
    std::cerr << "  " << detail << '\n';
}

/// Standard output may be a full disk or a closed pipe, which shows at the latest here.
int flushed(const char *name, int status) {
  std::cout.flush();
  if (std::cout && std::fflush(stdout) == 0)
    return status;
  print_error(name, "What was to be printed cannot be written: is the disk full?", "");
  return status == 0 ? failed : status;
}

/// "0.500000 to 2.000000" as "0.5 to 2".
std::string without_idle_zeros(const std::string &text) {
  return std::regex_replace(text, std::regex("(\\.[0-9]*[1-9])0+|\\.0+"), "$1");
}

/// CLI11's message as the beginning of a sentence.
std::string sentence_of(const CLI::ParseError &error, const CLI::App &app) {
  if (dynamic_cast<const CLI::ExtrasError *>(&error) == nullptr) {
    const std::string message = error.what();
    const auto range = std::min(message.find(" not in range "), message.size());
    constexpr std::size_t readable = 100; // beyond it stands the largest number that there is; --help says "above 0"
    if (message.size() - range > readable)
      return message.substr(0, range) + " is out of range";
    return message.substr(0, range) + without_idle_zeros(message.substr(range));
  }
  // CLI11's own message has these words in reverse order.
  const auto words = app.remaining(true);
  for (const auto &word : words)
    if (word.size() > 1 && word.front() == '-')
      return "There is no option " + word.substr(0, word.find('='));
  return "The argument '" + (words.empty() ? std::string() : words.front()) + "' is one too many";
}

void add_help(CLI::App &app) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help", "Print this help and exit")->group("General");
  for (auto *sub : app.get_subcommands(nullptr))
    add_help(*sub);
}

/// Neither bounds nor CLI11 refuse "nan" and "inf".
void refuse_what_is_no_number(CLI::App &app) {
  const CLI::Validator finite(
      [](std::string &text) {
        double value = 0;
        return CLI::detail::lexical_cast(text, value) && !std::isfinite(value) ? "Value " + text + " is not a number"
                                                                               : std::string();
      },
      "");
  for (auto *option : app.get_options())
    if (option->get_type_name().rfind("FLOAT", 0) == 0)
      option->check(finite);
  for (auto *sub : app.get_subcommands(nullptr))
    refuse_what_is_no_number(*sub);
}

using Printer = std::function<std::string(const CLI::App &, const std::vector<Variant> &)>;

/// What --print may be asked for.
std::map<std::string, Printer> printers() {
  return {{"man", [](const CLI::App &app,
                     const std::vector<Variant> &others) { return man_page(app, others, GANMUT_VERSION); }},
          {"completion-bash", bash_completion},
          {"completion-zsh", zsh_completion},
          {"completion-fish", fish_completion}};
}

} // namespace

PointLocale::PointLocale()
    : before_c_(std::setlocale(LC_ALL, nullptr)), before_(std::locale::global(std::locale::classic())) {}

PointLocale::~PointLocale() {
  std::locale::global(before_);
  std::setlocale(LC_ALL, before_c_.c_str());
}

int run_program(const char *name, const std::function<int()> &body) {
  const PointLocale locale;
  try {
    return flushed(name, body());
  } catch (const CLI::Success &) {
    return flushed(name, 0);
  } catch (const CLI::ParseError &error) {
    print_error(name, error.what(), "");
    return wrong_usage;
  } catch (const UsageError &error) {
    print_error(name, error);
    return wrong_usage;
  } catch (const Stopped &stopped) {
    print_error(name, stopped);
    return stopped.status();
  } catch (const Error &error) {
    print_error(name, error);
  } catch (const std::bad_alloc &) {
    print_error(name, "There is not enough memory.", "");
  } catch (const std::exception &error) {
    print_error(name, "Something failed unexpectedly.", error.what());
  } catch (...) {
    print_error(name, "Something failed unexpectedly.", "");
  }
  return failed;
}

void print_error(const char *name, const Error &error) {
  print_error(name, error.what(), error.detail());
}

void add_conventions(CLI::App &app, const std::vector<Variant> &variants) {
  add_help(app);
  app.set_version_flag("--version", app.get_name() + " " GANMUT_VERSION " (LibTorch " TORCH_VERSION ")",
                       "Print the version and exit")
      ->group("General");
  const auto print = [&app, variants](const std::string &what) {
    throw CLI::CallForVersion(printers().at(what)(app, variants), static_cast<int>(CLI::ExitCodes::Success));
  };
  app.add_option_function<std::string>("--print", print)->check(CLI::IsMember(printers()))->group("");
}

void parse(CLI::App &app, int argc, const char *const *argv) {
  refuse_what_is_no_number(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &asked) {
    app.exit(asked);
    throw;
  } catch (const CLI::ParseError &error) {
    throw UsageError(sentence_of(error, app) + "; see " + app.get_name() + " --help.");
  }
}

} // namespace ganmut::cli
