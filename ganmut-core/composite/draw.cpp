#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"
#include "composite/patch.h"

namespace ganmut {
namespace {

/// A frame position as OpenCV draws it, kept near enough for its fixed-point arithmetic.
cv::Point near(const Frame &frame, float x, float y) {
  const auto whole = [](float v, int size) {
    const auto limit = static_cast<float>(size);
    return cvRound(std::isnan(v) ? -limit : std::clamp(v, -limit, 2.F * limit));
  };
  return {whole(x, frame.width), whole(y, frame.height)};
}

/// Two corners of the box, or all landmarks.
std::vector<cv::Point> points_of(const Frame &frame, const Face &face, Draw what) {
  const auto &[x, y, width, height] = face.box;
  if (what == Draw::Boxes)
    return {near(frame, x, y), near(frame, x + width - 1, y + height - 1)};
  std::vector<cv::Point> points;
  for (const Pixel &point : face.landmarks)
    points.push_back(near(frame, point.x, point.y));
  return points;
}

/// The strokes of one face, 1 on 0, and where they lie in the frame.
struct Strokes {
  cv::Mat mask; ///< CV_32FC1
  cv::Point origin;
};

Strokes strokes_of(const Frame &frame, const Face &face, Draw what, int thickness) {
  const auto points = points_of(frame, face, what);
  const int margin = thickness + 1;
  cv::Rect around = cv::boundingRect(points);
  around = cv::Rect(around.tl() - cv::Point(margin, margin), around.size() + cv::Size(2 * margin, 2 * margin)) &
           cv::Rect(0, 0, frame.width, frame.height);
  cv::Mat mask = cv::Mat::zeros(around.size(), CV_32FC1);
  if (around.empty())
    return {mask, {}};
  if (what == Draw::Boxes)
    cv::rectangle(mask, points[0] - around.tl(), points[1] - around.tl(), 1.0, thickness);
  else
    for (const cv::Point &point : points)
      cv::circle(mask, point - around.tl(), thickness, 1.0, cv::FILLED);
  return {mask, around.tl()};
}

} // namespace

void draw_faces(const Frame &frame, const std::vector<Face> &faces, Draw what) {
  if (what == Draw::None)
    return;
  const int thickness = std::max(1, frame.height / 360);
  const Encoding encoding = encoding_of(frame);
  const bool grey = layout_of(frame.format).model == ColourModel::Grey;
  const cv::Mat colour(1, 1, CV_32FC3, grey ? cv::Scalar::all(255) : cv::Scalar(0, 255, 0));
  for (const Face &face : faces) {
    const auto [mask, origin] = strokes_of(frame, face, what, thickness);
    if (mask.empty())
      continue;
    for (const Patch &patch : patches_under(frame, translation(origin.x, origin.y), mask)) {
      cv::Mat encoded;
      cv::transform(colour, encoded, weights_of(encoding, *patch.lattice, true));
      blend(patch, cv::repeat(encoded, patch.where.height, patch.where.width));
    }
  }
}

} // namespace ganmut
