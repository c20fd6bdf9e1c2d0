#include "trainer/face_oval.h"

namespace ganmut {

torch::Tensor off_face(int size, torch::Device device) {
  const auto at = (torch::arange(size, device) + 0.5) / size;
  const auto x = (at.view({1, 1, 1, -1}) - 0.5) / 0.38, y = (at.view({1, 1, -1, 1}) - 0.54) / 0.46;
  return (((x.square() + y.square()).sqrt() - 0.95) / 0.15).clamp(0, 1);
}

} // namespace ganmut
