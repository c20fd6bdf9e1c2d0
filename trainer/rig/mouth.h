#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "trainer/rig/face_rig.h"

namespace ganmut {

/// The inside of an open mouth as a renderer guesses it: teeth, gums, tongue and the dark behind them, lit by as much
/// light as the skin has, as warm or as cold, and the less the deeper they lie.
/// `vertices`: the posed rig, see PosedFace. `hole`: CV_32FC1, not 0 where the inside is wanted. `scale`: pixels a
/// centimetre. `skin`: the skin's mean colour, BGR in [0, 255].
/// Returns CV_32FC3 BGR in [0, 255], as large as `hole`, 0 where nothing is wanted.
cv::Mat render_mouth(const FaceRig &rig, const std::vector<cv::Point3f> &vertices, const cv::Mat &hole, float scale,
                     const cv::Scalar &skin);

} // namespace ganmut
