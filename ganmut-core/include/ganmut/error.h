#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <ganmut/export.h>

namespace ganmut {

/// What kind of trouble an Error reports. Applications map it to their own codes.
enum class ErrorKind {
  NotFound,    ///< a file or a named thing does not exist
  Unreadable,  ///< a file exists but cannot be read
  BadFile,     ///< a file is damaged, truncated or of another format
  WrongKind,   ///< a sound file that holds something else (a discriminator, say)
  BadArgument, ///< a value out of range, an unknown name, a malformed text
  NoDevice,    ///< the asked device does not exist or was lost
  Failed,      ///< anything else: out of memory, a failing library call
};

/// The only exception type that leaves the public interface.
/// `what()` is one sentence for a person: it names the file, property or row at fault and the
/// valid choices. `detail()` is the technical cause; it can be empty.
class GANMUT_API Error : public std::runtime_error {
public:
  Error(ErrorKind kind, const std::string &sentence, std::string detail = {})
      : std::runtime_error(sentence), kind_(kind), detail_(std::move(detail)) {}

  ErrorKind kind() const noexcept { return kind_; }
  const std::string &detail() const noexcept { return detail_; }

private:
  ErrorKind kind_;
  std::string detail_;
};

} // namespace ganmut
