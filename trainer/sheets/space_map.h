#pragma once

#include <ganmut/conditional_space.h>
#include <opencv2/core.hpp>

namespace ganmut {

/// A drawing of `space`: linear, the axes from neutral to the unit circle; gaussian, the means, each inside the ellipse
/// of Mahalanobis distance 1, in the square [-1, 1]. Names stand beside their places. A 3-D space is seen from three
/// sides: x and y, x and z, y and z (ellipses are those of the marginal distributions). CV_8UC3 BGR, 480 pixels high.
cv::Mat space_map(const ConditionalSpace &space);

} // namespace ganmut
