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
  /// [0, 1]: below 1 while a face comes into a video or goes out of it; the edit is as strong.
  float presence = 1.F;
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
  /// Frames between two searches, >= 1. A search runs beside the frames and counts when the next one begins; in frames
  /// of more than 640x480 pixels it takes several until faces at the detector's limit are found that were not there in
  /// the first frame. 1: every frame is searched through at once.
  int detect_interval = 5;
  int min_face_size = 60; ///< pixels, smaller boxes are ignored
  int max_faces = 8;      ///< largest first; 0: no limit
  FaceSelection select = FaceSelection::All;
};

} // namespace ganmut
