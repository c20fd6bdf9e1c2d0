#pragma once

#include <opencv2/core.hpp>

#include "trainer/rig/face_rig.h"

namespace ganmut {

/// Weights that spread what is known at the 68 landmarks smoothly over all vertices of a rig: CV_32FC1 [vertices, 68],
/// a row sums to 1 wherever the landmarks reach. On the surface that hangs together with a landmark they minimize the
/// bi-Laplacian energy (Botsch & Sorkine, On Linear Variational Surface Deformation Methods, 2008), on the mesh with
/// uniform weights. What hangs in the air goes with its eye or with the mouth as a whole. Takes seconds.
/// `rig`: its neutral, triangles, parts and landmarks are read. Throws Error(BadFile) for a mesh that cannot be solved.
cv::Mat spread_weights(const FaceRig &rig);

} // namespace ganmut
