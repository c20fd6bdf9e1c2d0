// What all command-line programs share, on a small program.
#include <chrono>
#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

#include "cli/program.h"
#include "cli/stop_signal.h"
#include "command.h"
#include "scratch.h"
#include "suite.h"

namespace {

using namespace ganmut;

enum class Shape { Round, Square };

struct Choices {
  std::string in;
  double size = 1.5;
  Shape shape = Shape::Round;
  bool closed = false;
  bool found = false;
};

struct Result {
  int status;
  std::string out, error;
};

/// Both streams go into strings while it lives.
class Captured {
public:
  Captured() : out_before_(std::cout.rdbuf(out_.rdbuf())), error_before_(std::cerr.rdbuf(error_.rdbuf())) {}
  ~Captured() {
    std::cout.rdbuf(out_before_);
    std::cerr.rdbuf(error_before_);
  }
  Captured(const Captured &) = delete;
  Captured &operator=(const Captured &) = delete;
  Result result(int status) const { return {status, out_.str(), error_.str()}; }

private:
  std::ostringstream out_, error_;
  std::streambuf *out_before_, *error_before_;
};

Result run_body(const std::function<int()> &body) {
  const Captured captured;
  const int status = cli::run_program("draw", body);
  return captured.result(status);
}

Result run_line(const std::vector<const char *> &words, Choices &choices) {
  return run_body([&] {
    CLI::App app("Draws one shape.", "draw");
    app.add_option("IN", choices.in, "What to draw on")->required();
    app.add_option("-s,--line_size,--line-size", choices.size, "Size of the line in pixels, which is as wide as it is")
        ->check(CLI::Range(0.5, 2.0))
        ->capture_default_str()
        ->group("Look");
    cli::add_choice<Shape>(app, "--shape", choices.shape, {{"round", Shape::Round}, {"square", Shape::Square}},
                           "Of the end")
        ->group("Look");
    app.add_option("--closed", choices.closed, "Join its ends")->capture_default_str()->group("Look");
    app.add_flag("--found", choices.found, "Keep it");
    app.add_subcommand("twice", "Draw it twice")->add_option("--gap", choices.size, "Between both");
    CLI::App other;
    other.add_option("--found", choices.in, "Where to put it");
    other.add_option("--colour", choices.size, "Of the line");
    cli::add_conventions(app, {{"Options in colour", &other}});
    std::vector<const char *> line = {"draw"};
    line.insert(line.end(), words.begin(), words.end());
    cli::parse(app, static_cast<int>(line.size()), line.data());
    return 0;
  });
}

constexpr char stopped[] = "draw: Stopped; files that were not finished are left as they were.\n";

struct Line {
  std::vector<const char *> words;
  int status;
  const char *error; ///< all of standard error
};

const Line lines[] = {
    {{"paper", "--size", "0.7", "16", "24"}, 2, "draw: There is no option --size; see draw --help.\n"},
    {{"paper", "--width=16"}, 2, "draw: There is no option --width; see draw --help.\n"},
    {{"paper", "stone", "scissors"}, 2, "draw: The argument 'stone' is one too many; see draw --help.\n"},
    {{"paper", "twice", "--gab", "1"}, 2, "draw: There is no option --gab; see draw --help.\n"},
    {{}, 2, "draw: IN is required; see draw --help.\n"},
    {{"paper", "--shape", "flat"}, 2, "draw: --shape: flat not in {round,square}; see draw --help.\n"},
    {{"paper", "-s", "3"}, 2, "draw: --line_size: Value 3 not in range 0.5 to 2; see draw --help.\n"},
    {{"paper", "-s", "0,7"}, 2, "draw: --line_size: Value 0,7 not in range 0.5 to 2; see draw --help.\n"},
    {{"paper", "--line-size", "0.7", "--shape", "square"}, 0, ""},
};

struct Completion {
  const char *words; ///< the last one is to be completed
  const char *completed;
};

const Completion completions[] = {
    {"draw --sh", "--shape"},
    {"draw --co", "--colour"},
    {"draw --fo", "--found"},
    {"draw --shape \"\"", "round square"},
    {"draw --shape = s", "square"},
    {"draw --line", "--line_size --line-size"},
    {"draw --line_size \"\"", ""},
    {"draw tw", "twice"},
    {"draw paper twice --g", "--gap"},
    {"draw paper twice --sh", ""},
    {"draw --pr", ""}, // hidden
};

struct Ending {
  std::function<int()> body;
  int status;
  const char *error;
};

const Ending endings[] = {
    {[] { return 0; }, 0, ""},
    {[] { return 3; }, 3, ""},
    {[]() -> int { throw Error(ErrorKind::BadFile, "The file is damaged.", "byte 7"); }, 1,
     "draw: The file is damaged.\n  byte 7\n"},
    {[]() -> int { throw cli::UsageError("Give --x too."); }, 2, "draw: Give --x too.\n"},
    {[]() -> int { throw cli::Stopped(SIGTERM); }, 128 + SIGTERM, stopped},
    {[]() -> int { throw std::bad_alloc(); }, 1, "draw: There is not enough memory.\n"},
    {[]() -> int { throw std::runtime_error("index 4"); }, 1, "draw: Something failed unexpectedly.\n  index 4\n"},
    {[]() -> int { throw 7; }, 1, "draw: Something failed unexpectedly.\n"},
};

} // namespace

START_TEST(a_command_line_gives_its_status_and_one_sentence) {
  Choices choices;
  const auto result = run_line(lines[_i].words, choices);
  suite::expect_text(result.error, lines[_i].error);
  ck_assert_int_eq(result.status, lines[_i].status);
  suite::expect_text(result.out, "");
}
END_TEST

START_TEST(values_arrive) {
  Choices choices;
  ck_assert_int_eq(run_line({"paper", "-s", "0.75", "--shape", "square"}, choices).status, 0);
  suite::expect_text(choices.in, "paper");
  ck_assert(choices.size == 0.75);
  ck_assert(choices.shape == Shape::Square);
}
END_TEST

START_TEST(help_has_sections_choices_ranges_and_defaults) {
  Choices choices;
  const auto help = run_line({"--nonsense", "--help"}, choices);
  ck_assert_int_eq(help.status, 0);
  suite::expect_text(help.error, "");
  suite::expect_text(help.out, "Usage: draw [OPTIONS] IN COMMAND ...\n"
                               "\n"
                               "Draws one shape.\n"
                               "\n"
                               "Arguments:\n"
                               "  IN                        What to draw on\n"
                               "\n"
                               "Commands:\n"
                               "  twice                     Draw it twice\n"
                               "\n"
                               "Look:\n"
                               "  -s, --line_size NUMBER    Size of the line in pixels, which is as wide as it\n"
                               "                            is (0.5 to 2; default: 1.5)\n"
                               "  --shape round|square      Of the end (default: round)\n"
                               "  --closed true|false       Join its ends (default: false)\n"
                               "\n"
                               "Options:\n"
                               "  --found                   Keep it\n"
                               "\n"
                               "General:\n"
                               "  -h, --help                Print this help and exit\n"
                               "  --version                 Print the version and exit\n");
  const auto sub = run_line({"paper", "twice", "--help"}, choices);
  ck_assert_msg(sub.out.rfind("Usage: draw twice [OPTIONS]\n\nDraw it twice\n\nOptions:\n  --gap NUMBER", 0) == 0, "%s",
                sub.out.c_str());
}
END_TEST

START_TEST(the_man_page_says_what_the_help_says) {
  Choices choices;
  const auto page = run_line({"--print", "man"}, choices);
  ck_assert_int_eq(page.status, 0);
  for (const char *words : {".TH DRAW 1 ", "\ndraw \\- draws one shape\n", "\n.SS Look\n",
                            "\n\\fB\\-s, \\-\\-line_size\\fR \\fINUMBER\\fR\n", "(0.5 to 2; default: 1.5)",
                            "\n.SH Options in colour\n.SS Options\n.TP\n\\fB\\-\\-found\\fR \\fITEXT\\fR\nWhere",
                            "\n.SH COMMANDS\n.SS twice\n", "\n.SH EXIT STATUS\n"})
    ck_assert_msg(page.out.find(words) != std::string::npos, "no '%s' in: %s", words, page.out.c_str());
  const Scratch scratch;
  scratch.write("draw.1", page.out);
  if (run_command("man --version").status != 0)
    return;
  const auto shown = run_command("MANWIDTH=80 man --warnings -l " + scratch.path("draw.1"));
  ck_assert_msg(shown.status == 0 && shown.output.find("warning") == std::string::npos &&
                    shown.output.find("-s, --line_size NUMBER") != std::string::npos,
                "%s", shown.output.c_str());
}
END_TEST

START_TEST(a_shell_completes_words) {
  Choices choices;
  const Scratch scratch;
  scratch.write("draw", run_line({"--print", "completion-bash"}, choices).out);
  const auto result = run_command("bash -c 'source " + scratch.path("draw") + "; COMP_WORDS=(" + completions[_i].words +
                                  "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); compopt() { :; }; " +
                                  "$(complete -p draw | sed \"s/.*-F //; s/ .*//\"); echo ${COMPREPLY[*]}'");
  suite::expect_text(result.output, std::string(completions[_i].completed) + "\n");
}
END_TEST

START_TEST(other_shells_find_no_error_in_their_completion) {
  Choices choices;
  const Scratch scratch;
  const std::string shell = _i == 0 ? "zsh" : "fish";
  const auto script = run_line({"--print", _i == 0 ? "completion-zsh" : "completion-fish"}, choices);
  ck_assert_int_eq(script.status, 0);
  ck_assert_msg(script.out.find("round square") != std::string::npos, "%s", script.out.c_str());
  scratch.write("draw", script.out);
  if (run_command("command -v " + shell).status == 0)
    ck_assert_int_eq(run_command(shell + " -n " + scratch.path("draw")).status, 0);
}
END_TEST

START_TEST(version_names_the_project_and_torch) {
  Choices choices;
  const auto result = run_line({"--version"}, choices);
  ck_assert_int_eq(result.status, 0);
  ck_assert_msg(result.out.rfind("draw 0.", 0) == 0 && result.out.find(" (LibTorch ") != std::string::npos, "%s",
                result.out.c_str());
}
END_TEST

START_TEST(an_error_ends_with_its_status) {
  const auto result = run_body(endings[_i].body);
  ck_assert_int_eq(result.status, endings[_i].status);
  suite::expect_text(result.error, endings[_i].error);
}
END_TEST

START_TEST(signals_wait_until_they_are_asked_for) {
  const int signal = _i == 0 ? SIGINT : SIGTERM;
  {
    const cli::StopSignal stop;
    ck_assert(!cli::StopSignal::is_waiting());
    stop.check();
    raise(signal);
    ck_assert(cli::StopSignal::is_waiting());
    ck_assert(stop.received() == signal);
    ck_assert(!stop.received());
    raise(signal);
    const auto result = run_body([&stop] {
      stop.check();
      return 0;
    });
    ck_assert_int_eq(result.status, 128 + signal);
    suite::expect_text(result.error, stopped);
    raise(signal); // nobody asks for this one
  }
  ck_assert(!cli::StopSignal::is_waiting());
}
END_TEST

START_TEST(work_that_knows_no_signals_is_left) { // in a process of Check's own
  const cli::StopSignal stop;
  int done = 0;
  stop.during([&] { done = 1; });
  ck_assert_int_eq(done, 1);
  bool thrown = false;
  try {
    stop.during([] { throw Error(ErrorKind::Failed, "no"); });
  } catch (const Error &) {
    thrown = true;
  }
  ck_assert(thrown);
  raise(SIGHUP);
  stop.during([] { std::this_thread::sleep_for(std::chrono::hours(1)); });
}
END_TEST

START_TEST(a_signal_works_as_before_afterwards) {
  { const cli::StopSignal stop; }
  raise(SIGTERM);
}
END_TEST

int main() {
  Suite *suite = suite_create("cli");
  TCase *tests = tcase_create("programs");
  tcase_add_loop_test(tests, a_command_line_gives_its_status_and_one_sentence, 0, std::size(lines));
  tcase_add_test(tests, values_arrive);
  tcase_add_test(tests, help_has_sections_choices_ranges_and_defaults);
  tcase_add_test(tests, the_man_page_says_what_the_help_says);
  tcase_add_loop_test(tests, a_shell_completes_words, 0, std::size(completions));
  tcase_add_loop_test(tests, other_shells_find_no_error_in_their_completion, 0, 2);
  tcase_add_test(tests, version_names_the_project_and_torch);
  tcase_add_loop_test(tests, an_error_ends_with_its_status, 0, std::size(endings));
  tcase_add_loop_test(tests, signals_wait_until_they_are_asked_for, 0, 2);
  tcase_add_exit_test(tests, work_that_knows_no_signals_is_left, 128 + SIGHUP);
  tcase_add_test_raise_signal(tests, a_signal_works_as_before_afterwards, SIGTERM);
  suite_add_tcase(suite, tests);
  return suite::run(suite);
}
