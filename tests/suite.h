#pragma once

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <locale>
#include <string>

#include <check.h>
#undef fail // Check's old macro breaks the streams of headers that come after it

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
