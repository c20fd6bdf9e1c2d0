#pragma once

#include <string>

#include <ganmut/error.h>

#include "suite.h"

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
