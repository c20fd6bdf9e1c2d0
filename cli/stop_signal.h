#pragma once

#include <functional>
#include <optional>
#include <string>

#include <ganmut/error.h>

namespace ganmut::cli {

/// Somebody asked the program to stop. run_program answers it with status().
class Stopped : public Error {
public:
  /// `signal`: its number; `sentence`: what becomes of the work that was under way.
  explicit Stopped(int signal,
                   const std::string &sentence = "Stopped; files that were not finished are left as they were.")
      : Error(ErrorKind::Failed, sentence), signal_(signal) {}

  int signal() const noexcept { return signal_; }
  /// The exit status that a shell expects.
  int status() const noexcept { return 128 + signal_; }

private:
  int signal_;
};

/// Lets a program end in good order on SIGINT (Ctrl-C), SIGTERM and SIGHUP: while it lives, these signals wait until
/// they are asked for, and a file that reaches a size limit is an error of writing. Make it before any thread starts,
/// because threads inherit which signals wait.
class StopSignal {
public:
  StopSignal();
  StopSignal(const StopSignal &) = delete;
  StopSignal &operator=(const StopSignal &) = delete;
  /// Forgets the signals that nobody asked for; from then on they work as before.
  ~StopSignal();

  /// The number of a signal that has come since the last call.
  std::optional<int> received() const;

  /// Throws Stopped when a signal has come since the last call.
  void check() const;

  /// Does `work`, which knows no StopSignal and leaves nothing behind, on another thread. A signal that comes meanwhile
  /// ends the process within a tenth of a second, with the sentence and the status of Stopped; no destructor runs then.
  /// Throws what `work` throws.
  void during(const std::function<void()> &work) const;

  /// Whether a signal has come that nobody has asked for yet; it stays to be received(). For long work that knows no
  /// StopSignal object.
  static bool is_waiting();
};

} // namespace ganmut::cli
