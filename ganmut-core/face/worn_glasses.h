#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include <ganmut/face.h>

#include "geometry/per_face.h"

namespace ganmut {

/// How sure it is that a face wears glasses, [0, 1]: its picture shows horizontal lines over the bridge of the nose, at
/// the temples and below the eyes, stronger than on forehead and cheeks. Sees frames, seldom rimless glasses.
/// `picture`: the aligned face, CV_8UC3 BGR; `landmarks`: in its pixels.
float glasses_seen(const cv::Mat &picture, const Landmarks &landmarks);

/// Remembers from frame to frame which faces wear glasses: a head that moves is blurred, its glasses stay.
class WornGlasses {
public:
  /// Looks at a face, now and then, and says how sure it is, [0, 1]. `id`: see Face; one of 0 is not remembered.
  /// The other arguments: see glasses_seen().
  float look(int id, const cv::Mat &picture, const Landmarks &landmarks);
  /// What was said of the face last; 0 of one that is not known.
  float share(int id) const;

  void keep_only(const std::vector<int> &ids) { ganmut::keep_only(known_, ids); }
  void forget() { known_.clear(); }

private:
  struct Known {
    float share = 0.F;
    int looks = 0;
  };
  PerFace<Known> known_;
};

} // namespace ganmut
