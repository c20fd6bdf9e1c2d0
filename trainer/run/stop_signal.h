#pragma once

#include <optional>

namespace ganmut {

/// Lets a run end in good order: from its making on, SIGINT and SIGTERM wait until they are asked for.
/// To be made before any thread, for threads inherit it.
class StopSignal {
public:
  StopSignal();
  StopSignal(const StopSignal &) = delete;
  StopSignal &operator=(const StopSignal &) = delete;
  /// Both signals work as before.
  ~StopSignal();

  /// The number of a signal that has come since.
  std::optional<int> received() const;

  /// Whether a signal has come that nobody has asked for yet; it stays to be received(). For long work before the
  /// loop that asks.
  static bool is_waiting();
};

} // namespace ganmut
