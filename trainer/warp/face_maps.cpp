#include "trainer/warp/face_maps.h"

namespace ganmut {

FaceMaps::FaceMaps(int size) {
  const auto at = (torch::arange(size) + 0.5) / size;
  const auto x = at.view({1, 1, 1, -1}), y = at.view({1, 1, -1, 1});
  const auto distance = [&](double cx, double cy, double rx, double ry) {
    return ((x - cx) / rx).square() + ((y - cy) / ry).square();
  };
  const auto blob = [&](double cx, double cy, double rx, double ry) { return (-0.5 * distance(cx, cy, rx, ry)).exp(); };
  // The mouth needs teeth and a dark inside; brows need folds; eyes need next to nothing: the flow opens them.
  const auto free = torch::stack({0.9 * blob(0.5, 0.68, 0.12, 0.09), 0.65 * blob(0.5, 0.25, 0.25, 0.07),
                                  0.4 * blob(0.35, 0.34, 0.10, 0.06), 0.4 * blob(0.65, 0.34, 0.10, 0.06)})
                        .amax(0);
  off_face = ((distance(0.5, 0.54, 0.38, 0.46).sqrt() - 0.95) / 0.15).clamp(0, 1);
  paint_cost = 1 - free + 2 * off_face;
}

} // namespace ganmut
