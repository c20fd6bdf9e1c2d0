#pragma once

#include <stdexcept>

namespace ganmut {

/// What is wrong with the contents of a file, as the end of the sentence "FILE is damaged: ...".
/// Readers throw it; the function that knows the file's name turns it into an Error.
struct FormatError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

} // namespace ganmut
