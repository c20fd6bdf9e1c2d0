#pragma once

#include <opencv2/core.hpp>

namespace ganmut {

/// A 2x3 affine matrix on pixel positions (pixel centres at whole numbers).
using Affine = cv::Matx23d;

/// First `inner`, then `outer`.
Affine compose(const Affine &outer, const Affine &inner);

/// Throws Error(BadArgument) for a matrix without an inverse.
Affine inverse(const Affine &matrix);

/// Shifts by (x, y).
Affine translation(double x, double y);

/// The pixels of a picture of size `within` that `placing` covers with a picture of size `size`, `margin` pixels more
/// on each side; empty where they lie outside.
cv::Rect covered(const Affine &placing, cv::Size size, cv::Size within, double margin);

} // namespace ganmut
