#include "trainer/run/mode.h"

#include "trainer/flags.h"

namespace ganmut {

void add_mode_flags(Flags &flags, ModeOptions &o) {
  flags.choice("mode", o.mode, {{"train", Mode::Train}, {"test", Mode::Test}, {"print_axes", Mode::PrintAxes}},
               "train; test: render the data set (with --held_out that part) to every emotion, as sheets in "
               "result_dir; print_axes: print where the emotions of a saved model lie");
  flags.add("test_iters", o.test_iters, "the other modes look at the model saved after so many iterations")
      ->check(CLI::NonNegativeNumber);
}

} // namespace ganmut
