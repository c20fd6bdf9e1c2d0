#pragma once

#include <vector>

#include "engine/engine.h"
#include "geometry/per_face.h"

namespace ganmut {

/// What is seen of faces before they are edited, steadied from picture to picture: in a video, what colours tell of
/// lips and teeth trembles more than what moves.
class OwnFaces {
public:
  /// The faces of one picture, in the order of `requests`; others are forgotten. See own_face() and with_inner_lips().
  /// `closes`: how much of each mouth's opening goes, [0, 1]; where speech is kept, teeth are hidden as widely.
  std::vector<OwnFace> look(const std::vector<FaceRequest> &requests, const std::vector<float> &closes);

private:
  struct Known {
    OwnFace own;
    Landmarks landmarks; ///< aligned pixels
  };

  PerFace<Known> known_;
};

/// `landmarks` with the inner lips where they are seen.
Landmarks with_inner_lips_of(const OwnFace &own, Landmarks landmarks);

} // namespace ganmut
