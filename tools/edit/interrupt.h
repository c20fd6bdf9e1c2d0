#pragma once

#include <ganmut/error.h>

namespace ganmut::edit {

/// The user wants to stop.
class Interrupted : public Error {
public:
  using Error::Error;
};

/// Lets the program end in good order on Ctrl-C: from its making on, SIGINT and SIGTERM wait until they are asked for.
/// To be made before any thread, for threads inherit it.
class Interrupt {
public:
  Interrupt();
  /// Throws Interrupted when a signal has come.
  void check() const;
};

} // namespace ganmut::edit
