#pragma once

#include <ganmut/model.h>

namespace ganmut {

/// Which generator is trained. Official: planes and direct.
struct NetworkOptions {
  Conditioning conditioning = Conditioning::Planes;
  OutputKind output = OutputKind::Direct; ///< Warp goes with our own recipe, the others with the official one
};

} // namespace ganmut
