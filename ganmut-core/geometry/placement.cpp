#include "geometry/placement.h"

#include "geometry/alignment.h"
#include "geometry/box.h"

namespace ganmut {

Placement::Placement(const Alignment &alignment, int image_size, cv::Size frame, const Face &face)
    : image_size_(image_size) {
  Face placed = face;
  if (alignment.kind == Alignment::Kind::Box) {
    box_ = face.box;
    const cv::Rect2f inside = cut_at_border(face.box, frame);
    if (!inside.empty())
      placed.box = {inside.x, inside.y, inside.width, inside.height};
  }
  to_frame_ = aligned_to_frame(alignment, image_size, placed);
}

} // namespace ganmut
