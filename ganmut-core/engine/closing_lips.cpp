#include "engine/closing_lips.h"

#include <algorithm>

#include "geometry/face_maps.h"

namespace ganmut {

void close_less(RenderedLayers &layers, const Landmarks &given, const Landmarks &found) {
  const auto gap = [](const Landmarks &points) { return points[66].y - points[62].y; };
  const float pixel = static_cast<float>(layers.upper.cols) / 128;
  constexpr float least = 2, reach = 14; // pixels of a picture of 128
  if (gap(given) < least * pixel || gap(found) >= gap(given))
    return;
  const auto moved = [&](const cv::Mat &sheet, const Pixel &point) {
    const cv::Rect whole({}, sheet.size());
    const cv::Point place(cvRound(point.x), cvRound(point.y));
    return whole.contains(place) ? sheet.at<cv::Vec2f>(place)[1] : 0.F;
  };
  const float wanted = gap(given) + moved(layers.upper, found[62]) - moved(layers.lower, found[66]);
  const float parted = std::clamp((wanted / pixel - 2) / 2.5F, 0.F, 1.F);
  const float rest = parted * (1 - std::clamp(gap(found) / gap(given), 0.5F, 1.F));
  if (rest == 0)
    return;
  const LipLine lips(found);
  const float left = found[60].x, right = found[64].x;
  for (int y = 0; y < layers.upper.rows; ++y)
    for (int x = 0; x < layers.upper.cols; ++x) {
      const cv::Point2f place(static_cast<float>(x), static_cast<float>(y));
      const float corner = std::min(place.x - left, right - place.x) / (6 * pixel); // beyond it the sheets agree
      const float part = rest * std::clamp(corner, 0.F, 1.F);
      const auto share = [&](float beyond) { return 1 - part * std::clamp(1 - beyond / (reach * pixel), 0.F, 1.F); };
      float &down = layers.upper.at<cv::Vec2f>(y, x)[1], &up = layers.lower.at<cv::Vec2f>(y, x)[1];
      down = down < 0 ? down * share(lips.above_upper(place)) : down;
      up = up > 0 ? up * share(lips.below_lower(place)) : up;
    }
}

} // namespace ganmut
