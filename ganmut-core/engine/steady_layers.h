#pragma once

#include <vector>

#include "engine/engine.h"
#include "geometry/per_face.h"

namespace ganmut {

/// Steadies the layers of faces from picture to picture: landmarks tremble by a fraction of a pixel, and what a network
/// makes of them would be seen in a face that holds still. Layers of faces that move follow at once.
class SteadyLayers {
public:
  /// `renderings` of `requests`, in the same order, are mixed with those of the pictures before; other faces are
  /// forgotten. Where something else is asked of a face than before, its layers are left as they are.
  void steady(const std::vector<FaceRequest> &requests, std::vector<Rendering> &renderings);

private:
  struct Known {
    FaceRequest asked;   ///< without its crop
    Landmarks landmarks; ///< that the layers are of
    RenderedLayers layers;
  };

  PerFace<Known> known_;
};

} // namespace ganmut
