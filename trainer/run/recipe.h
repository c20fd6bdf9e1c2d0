#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/model_file.h"
#include "trainer/losses/losses.h"
#include "trainer/sheets/sheets.h"
#include "trainer/state/run_state.h"

namespace ganmut {

struct LearningRates {
  double generator, discriminator;
};

/// What a training run repeats: data, networks, losses. The run around it counts, logs, saves and stops.
class Recipe {
public:
  virtual ~Recipe() = default;

  /// Learning rates after `done` iterations.
  virtual LearningRates learning_rates(std::int64_t done) const = 0;

  /// One iteration; `done` of them came before. Returns its losses.
  virtual Losses iterate(std::int64_t done) = 0;

  /// Pictures that one iteration learns from, on all processes together.
  virtual int batch_size() const = 0;

  /// Puts everything that a resumed run needs to go on bit for bit: networks, averages, optimizers, random states,
  /// the place in the data.
  virtual void save(RunState &state) const = 0;

  /// The way back. Throws Error(WrongKind) for a state of other networks.
  virtual void load(const RunState &state) = 0;

  /// The generator to use after `done` iterations (averaged weights where averaging is on).
  virtual ModelFile model(std::int64_t done) const = 0;

  /// Writes the official pair or whatever else lies beside a checkpoint: files that begin with `folder`/`done`.
  virtual void save_networks(const std::string &folder, std::int64_t done) const {}

  /// Loads networks alone, as the official --resume_iter does. Throws Error: NotFound, BadFile, WrongKind.
  virtual void load_networks(const std::string &folder, std::int64_t done) = 0;

  /// Pictures of what has been learnt so far (with averaged weights where averaging is on).
  virtual std::vector<Sheet> sheets() = 0;
};

} // namespace ganmut
