#include "network/generator.h"

#include <ganmut/error.h>

#include "network/gaussian_generator.h"
#include "network/linear_generator.h"
#include "network/warp_generator.h"

namespace ganmut {

std::shared_ptr<GeneratorModule> make_generator(const ModelInfo &info) {
  if (info.conditioning == Conditioning::Film && info.output == OutputKind::Warp)
    return WarpGenerator(info).ptr();
  if (info.conditioning != Conditioning::Planes || info.output != OutputKind::Direct)
    throw Error(ErrorKind::WrongKind,
                "No network has this combination of conditioning and output; there are planes with "
                "direct, and film with warp.");
  if (info.parametrization == Parametrization::Linear)
    return LinearGenerator(info.dimensions, info.classes, info.width, info.blocks).ptr();
  return GaussianGenerator(info.dimensions, info.classes, info.width, info.blocks).ptr();
}

} // namespace ganmut
