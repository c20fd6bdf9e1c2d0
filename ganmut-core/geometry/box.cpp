#include "geometry/box.h"

#include <algorithm>
#include <cmath>

namespace ganmut {

float distance(const Box &a, const Box &b) {
  const float dx = a.x + a.width / 2.F - b.x - b.width / 2.F;
  const float dy = a.y + a.height / 2.F - b.y - b.height / 2.F;
  return std::hypot(dx, dy) / std::max(a.width, b.width);
}

cv::Rect cut_at_border(const Box &box, cv::Size frame) {
  if (!std::isfinite(box.x + box.y + box.width + box.height))
    return {};
  // Far beyond any frame, near enough for integers.
  const auto whole = [](float v) { return cvRound(std::clamp(v, -1e8F, 1e8F)); };
  return cv::Rect(whole(box.x), whole(box.y), whole(box.width), whole(box.height)) & cv::Rect({}, frame);
}

} // namespace ganmut
