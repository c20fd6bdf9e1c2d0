#include "trainer/warp/own_alignment.h"

namespace ganmut {

Alignment own_alignment() {
  Alignment alignment;
  alignment.kind = Alignment::Kind::Similarity;
  alignment.template_points = {{{0.35F, 0.34F}, {0.65F, 0.34F}, {0.5F, 0.4935F}}};
  return alignment;
}

} // namespace ganmut
