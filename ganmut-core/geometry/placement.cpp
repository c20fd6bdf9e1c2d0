#include "geometry/placement.h"

#include "geometry/affine.h"
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

Landmarks Placement::aligned(const Landmarks &landmarks) const {
  const Affine from_frame = inverse(to_frame_);
  Landmarks result;
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    const cv::Vec2d point = from_frame * cv::Vec3d(landmarks[i].x, landmarks[i].y, 1);
    result[i] = {static_cast<float>(point[0]), static_cast<float>(point[1])};
  }
  return result;
}

} // namespace ganmut
