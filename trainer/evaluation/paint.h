#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

namespace ganmut {

/// A false edit: blobs of plain colour on a face, as generators paint that were guided by a classifier alone.
struct Paint {
  struct Blob {
    double x, y, rx, ry; ///< centre and radii, parts of the picture in own_alignment()'s template
    cv::Scalar colour;   ///< BGR, 0..255
  };
  std::string name;
  std::vector<Blob> blobs;
};

/// The paints that a sound evaluation must not be fooled by.
const std::vector<Paint> &test_paints();

/// Puts `paint` on the face in `photo` (CV_8UC3 BGR), in place, as the editor puts back a model's delta.
void apply(const Paint &paint, cv::Mat &photo, const Face &face);

} // namespace ganmut
