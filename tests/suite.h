#pragma once

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <locale>
#include <map>
#include <string>

#include <check.h>
#undef fail // Check's old macro breaks the streams of headers that come after it

#include <ganmut/error.h>

namespace suite {

/// What Meson takes for "skipped".
constexpr int skipped = 77;

/// Runs all tests of `suite` in the environment's locale, as an application would; the exit status of the program.
inline int run(Suite *suite) {
  if (std::setlocale(LC_ALL, "") != nullptr)
    std::locale::global(std::locale("")); // the streams' too
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/// Says why nothing is tested.
inline int skip(const std::string &why) {
  std::printf("skipped: %s\n", why.c_str());
  return skipped;
}

/// A suite of a program that holds several, whose command line names the one to run.
class Part {
public:
  Part(const std::string &name, int (*run)()) { all()[name] = run; }

  /// Runs that suite; the exit status of the program.
  static int run_named(const std::string &name) {
    if (const auto part = all().find(name); part != all().end())
      return part->second();
    std::printf("There is no suite '%s' here, but these:\n", name.c_str());
    for (const auto &part : all())
      std::puts(part.first.c_str());
    return EXIT_FAILURE;
  }

private:
  static std::map<std::string, int (*)()> &all() {
    static std::map<std::string, int (*)()> parts;
    return parts;
  }
};

/// `$variable`, or `beside` relative to the source tree where that exists, else empty.
inline std::filesystem::path folder(const char *variable, const char *beside) {
  if (const char *given = std::getenv(variable); given != nullptr && *given != '\0')
    return given;
  const char *sources = std::getenv("GANMUT_SOURCE_DIR");
  const auto path = std::filesystem::path(sources == nullptr ? "." : sources) / beside;
  return std::filesystem::exists(path) ? path : std::filesystem::path();
}

/// Photos, faces and clips for tests: $GANMUT_SHARED_DIR or ../shared.
inline std::filesystem::path shared() {
  return folder("GANMUT_SHARED_DIR", "../shared");
}

/// ck_assert_str_eq for temporaries, whose characters do not outlive the macro's first line.
inline void expect_text(const std::string &text, const std::string &expected) {
  ck_assert_str_eq(text.c_str(), expected.c_str());
}

} // namespace suite

/// Calls `action`, which must throw an Error of `kind` that says `words` in one sentence.
template <typename Action> void expect_error(const Action &action, ganmut::ErrorKind kind, const std::string &words) {
  try {
    action();
  } catch (const ganmut::Error &error) {
    const std::string sentence = error.what();
    ck_assert_msg(error.kind() == kind, "kind %d: %s", static_cast<int>(error.kind()), sentence.c_str());
    ck_assert_msg(sentence.find(words) != std::string::npos, "no '%s' in: %s", words.c_str(), sentence.c_str());
    ck_assert_msg(sentence.back() == '.' && sentence.find('\n') == std::string::npos, "%s", sentence.c_str());
    return;
  }
  ck_abort_msg("no error that says '%s'", words.c_str());
}
