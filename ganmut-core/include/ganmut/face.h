#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <ganmut/point.h>

namespace ganmut {

/// A point of the picture, pixels, (0, 0) is the centre of the first pixel.
struct Pixel {
  float x = 0.F;
  float y = 0.F;
};

/// A face's box, pixels; it can lie partly outside the frame.
struct Box {
  float x = 0.F;
  float y = 0.F;
  float width = 0.F;
  float height = 0.F;
};

/// 68 points in the order of iBUG 300-W.
using Landmarks = std::array<Pixel, 68>;

/// One face of a frame.
struct Face {
  int id = 0; ///< from 1 on, the same number from frame to frame for the same face; 0: not followed
  Box box;
  Landmarks landmarks{};
  float confidence = 0.F; ///< the detector's score, its own scale
};

enum class FaceSelection {
  All,
  Largest,
  Center, ///< the one nearest to the middle of the frame
};

/// What is drawn of the faces that were found.
enum class Draw { None, Boxes, Landmarks };

/// Which faces of a frame are wanted, and how often they are looked for.
struct FollowSettings {
  int detect_interval = 5; ///< frames between two detections, >= 1; 1: detected in every frame
  int min_face_size = 60;  ///< pixels, smaller boxes are ignored
  int max_faces = 8;       ///< largest first; 0: no limit
  FaceSelection select = FaceSelection::All;
};

} // namespace ganmut
