#pragma once

#include <ganmut/face.h>
#include <opencv2/core.hpp>

#include "trainer/rig/face_rig.h"
#include "trainer/rig/posed_face.h"
#include "trainer/rig/rasterizer.h"
#include "trainer/rig/rig_fit.h"

namespace ganmut {

/// How a picture changes when its face puts on another expression. All Mats are as large as the picture. Flows are in
/// pixels: what is seen in pixel p afterwards was at p + flow(p) before.
/// One flow cannot open a mouth: it would have to tear at the lips. So there are two that are smooth: `upper` is right
/// for all but what lies below the lips' line, `lower` for all but what lies above it. A pixel for which `upper` leads
/// above the upper lip before, shows upper lip; one for which `lower` leads below the lower lip, shows lower lip; all
/// others show the inside of the mouth. Across the eyes both go on from lid to lid; eyeballs themselves do not move.
struct Lesson {
  cv::Mat upper;         ///< CV_32FC2, flow
  cv::Mat lower;         ///< CV_32FC2, flow
  cv::Mat hole;          ///< CV_32FC1 [0, 1], the mouth's inside that was not visible before
  cv::Mat mouth;         ///< CV_32FC3 BGR [0, 255], what a renderer would show in `hole`, see render_mouth(); else 0
  cv::Mat gain;          ///< CV_32FC1 [-0.5, 0.5], natural logarithm of the change of light on the skin
  cv::Mat face;          ///< CV_32FC1 [0, 1], 1 on the face; falls to 0 beyond its rim
  cv::Mat flow;          ///< CV_32FC2, the one flow, torn at the lips; smooth across `hole`
  cv::Mat part;          ///< CV_8SC1, the RigPart that is seen after the change; -1: none
  Landmarks landmarks{}; ///< where the picture's own 68 points are after the change
};

/// Makes lessons from a rig that is fitted to a picture.
class Teacher {
public:
  /// `rig` must outlive it. `size`: side of the pictures, pixels.
  Teacher(const FaceRig &rig, int size);

  /// `picture`: CV_8UC3 BGR [size, size]. `fit` and `own`: the face in it and its landmarks. `wanted`: the expression
  /// after the change. Safe to call from several threads. Throws Error(BadArgument) for a picture or an expression of
  /// another size and for a face that does not fit (RigFit::error is infinite).
  Lesson lesson(const cv::Mat &picture, const RigFit &fit, const Landmarks &own, const Expression &wanted) const;

  /// Lesson::landmarks alone, which takes no picture.
  Landmarks landmarks(const RigFit &fit, const Landmarks &own, const Expression &wanted) const;

private:
  /// Sets part, hole, face and the flows. `scale`: pixels a centimetre.
  void move(const PosedFace &face, const Surface &before, const Surface &after, float scale, Lesson &lesson) const;
  /// Sets gain. `scale`: as in move().
  void light_up(const cv::Mat &picture, const PosedFace &face, const Surface &before, const Surface &after, float scale,
                Lesson &lesson) const;

  const FaceRig &rig_;
  int size_;
  FacePoser poser_;
  std::vector<signed char> lip_side_; ///< of each triangle: 1 around the upper lip, -1 around the lower one, else 0
};

} // namespace ganmut
