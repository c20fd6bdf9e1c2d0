#include "trainer/warp/face_maps.h"

#include "trainer/face_oval.h"

namespace ganmut {

FaceMaps::FaceMaps(int size, torch::Device device) {
  const auto at = (torch::arange(size) + 0.5) / size;
  const auto x = at.view({1, 1, 1, -1}), y = at.view({1, 1, -1, 1});
  const auto distance = [&](double cx, double cy, double rx, double ry) {
    return ((x - cx) / rx).square() + ((y - cy) / ry).square();
  };
  const auto blob = [&](double cx, double cy, double rx, double ry) { return (-0.5 * distance(cx, cy, rx, ry)).exp(); };
  // Teeth and the dark inside of a mouth must be painted; brows need folds; eyes and skin next to nothing, for the
  // flow moves them. Cheap paint beside the mouth becomes a moustache.
  const auto plateau = [&](double cx, double cy, double rx, double ry) {
    return ((1.2 - distance(cx, cy, rx, ry).sqrt()) / 0.3).clamp(0, 1);
  };
  const auto mouth = plateau(0.5, 0.68, 0.15, 0.11);
  const auto brows = blob(0.5, 0.25, 0.25, 0.07);
  off_face = ganmut::off_face(size, device);
  paint_cost = torch::minimum(5 - 4.98 * mouth, 5 - 4 * brows).to(device);
  colour_cost = (1 - 0.9 * mouth).to(device);
}

} // namespace ganmut
