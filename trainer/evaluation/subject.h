#pragma once

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "trainer/data/label_table.h"

namespace ganmut {

/// A labelled photo and the face in it.
struct Subject {
  LabelledFile file; ///< its label counts the emotions that are judged
  Face face;         ///< pixels of the photo
};

/// The photo: CV_8UC3 BGR. Throws Error(Unreadable) that names it.
cv::Mat read_photo(const LabelledFile &file);

} // namespace ganmut
