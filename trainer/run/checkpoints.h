#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "trainer/run/run_options.h"
#include "trainer/state/run_state.h"

namespace ganmut {

/// The checkpoints of a run in `model_save_dir`: `N-state.safetensors`, N iterations done.
class Checkpoints {
public:
  explicit Checkpoints(const RunOptions &options) : options_(options) {}

  /// The state that `options` ask for, or nothing: a fresh start, or networks alone. `auto` takes the newest file that
  /// can be read and warns of every other. Throws Error: NotFound, BadFile (the file asked for), BadArgument (made with
  /// other settings, named).
  std::optional<RunState> resumed() const;

  /// Iterations of the newest file, sound or not; nothing where there is none.
  std::optional<std::int64_t> newest_iteration() const;

  /// For the start of a run that goes on after `done` iterations: deletes what killed runs left unfinished or had no
  /// time to delete, and renames checkpoints of more iterations, which are another run's or damaged, to FILE.old.
  /// Throws Error(Failed).
  void tidy(std::int64_t done) const;

  /// Writes `state`, then deletes all but the newest `options.keep`. Throws Error(Failed); what was there stays.
  void write(RunState &state, std::int64_t done) const;

private:
  std::string path_of(std::int64_t done) const;
  std::optional<RunState> newest() const;
  void check_settings(const RunState &state) const;
  void delete_old() const;

  const RunOptions &options_;
};

} // namespace ganmut
