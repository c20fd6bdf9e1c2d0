#include "network/generator.h"

#include <ganmut/error.h>

#include "network/gaussian_generator.h"
#include "network/linear_generator.h"
#include "network/warp_generator.h"

namespace ganmut {

std::shared_ptr<GeneratorModule> make_generator(const ModelInfo &info) {
  if (info.output == OutputKind::Layers)
    throw Error(ErrorKind::BadArgument,
                "A generator of layers edits by landmarks and expressions; coordinates alone do not suffice here.");
  if (info.output == OutputKind::Warp)
    return WarpGenerator(info).ptr();
  const TrunkKind kind{info.conditioning, info.output};
  if (info.parametrization == Parametrization::Linear)
    return LinearGenerator(info.dimensions, info.classes, info.width, info.blocks, kind).ptr();
  return GaussianGenerator(info.dimensions, info.classes, info.width, info.blocks, kind).ptr();
}

} // namespace ganmut
