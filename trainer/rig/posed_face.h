#pragma once

#include <vector>

#include <ganmut/face.h>
#include <opencv2/core.hpp>

#include "trainer/rig/face_rig.h"
#include "trainer/rig/rig_fit.h"

namespace ganmut {

/// A rig's vertices in a picture, before and after its expression changes: x and y in pixels (y down), z in pixels
/// towards the viewer.
struct PosedFace {
  std::vector<cv::Point3f> before; ///< the rig's lips, eyes, nose and brows lie on the picture's
  std::vector<cv::Point3f> after;
  Landmarks landmarks; ///< where the picture's own 68 points are after the change
};

/// Poses the vertices of a rig.
class FacePoser {
public:
  /// `rig` must outlive it.
  explicit FacePoser(const FaceRig &rig);

  /// `own`: the picture's landmarks. `wanted`: the expression after the change. Lips close in
  /// the picture in proportion as the units that open a mouth go, and altogether without them.
  PosedFace pose(const RigFit &fit, const Landmarks &own, const Expression &wanted) const;

private:
  const FaceRig &rig_;
  std::vector<float> mobility_; ///< of each vertex: 1 on the face; 0 on skull and neck away from it
  std::vector<float> setbacks_; ///< of each vertex, centimetres away from the viewer
  std::vector<int> openers_;    ///< units that open a mouth
};

} // namespace ganmut
