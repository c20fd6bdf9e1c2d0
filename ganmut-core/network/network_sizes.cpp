#include "network/network_sizes.h"

#include <string>

#include <ganmut/error.h>

namespace ganmut {

void check_generator_sizes(int dimensions, int classes, int width, int blocks) {
  const auto refuse = [](const std::string &what, int value, const std::string &valid) {
    throw Error(ErrorKind::BadArgument,
                "A generator cannot have " + std::to_string(value) + " " + what + "; " + valid + ".");
  };
  if (dimensions != 2 && dimensions != 3)
    refuse("dimensions", dimensions, "use 2 or 3");
  if (classes < 2)
    refuse("classes", classes, "use 2 or more (neutral is one of them)");
  if (width < 1)
    refuse("channels in its first layer", width, "use 1 or more");
  if (blocks < 0)
    refuse("residual blocks", blocks, "use 0 or more");
}

} // namespace ganmut
