#include "trainer/run/mode.h"

#include "trainer/flags.h"

namespace ganmut {

void add_mode_flags(Flags &flags, ModeOptions &o) {
  flags.choice(
      "mode", o.mode,
      {{"train", Mode::Train}, {"test", Mode::Test}, {"print_axes", Mode::PrintAxes}, {"evaluate", Mode::Evaluate}},
      "train; test: render the data set (with --held_out that part) to every emotion, as sheets in "
      "result_dir; print_axes: print where the emotions of a saved model lie; evaluate: judge a model on "
      "held-out faces");
  flags.add("test_iters", o.test_iters, "the other modes look at the model saved after so many iterations")
      ->check(CLI::NonNegativeNumber);
  flags.add("model", o.model,
            "all modes but train: model file, or name of an installed model (default: see --test_iters)");
  flags.add("evaluate_faces", o.evaluate_faces, "evaluate: held-out faces that are edited")->check(CLI::PositiveNumber);
}

} // namespace ganmut
