#pragma once

#include <cstdint>
#include <string>

namespace ganmut {

class Flags;

/// What ganmut-train does.
enum class Mode {
  Train,
  Test,      ///< renders every picture of the data set to every emotion
  PrintAxes, ///< prints where the emotions lie
  Evaluate,  ///< judges a model on pictures that it was not trained on
};

/// Which of them, and on which saved model.
struct ModeOptions {
  Mode mode = Mode::Train;
  std::int64_t test_iters = 200000; ///< all but Train: look at the model saved after so many iterations
  std::string model;                ///< Evaluate: a model file or the name of an installed one; empty: see test_iters
  int evaluate_faces = 200;         ///< Evaluate: held-out faces that are edited
};

/// Declares the flags and binds them to `options`.
void add_mode_flags(Flags &flags, ModeOptions &options);

} // namespace ganmut
