#include "trainer/run/mode.h"

#include "trainer/flags.h"

namespace ganmut {

void add_mode_flags(Flags &flags, ModeOptions &o) {
  flags.choice("mode", o.mode, {{"train", Mode::Train}, {"print_axes", Mode::PrintAxes}},
               "train; or print_axes: print where the emotions of a saved model lie");
  flags.add("test_iters", o.test_iters, "the other modes look at the model saved after so many iterations")
      ->check(CLI::NonNegativeNumber);
}

} // namespace ganmut
