#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"
#include "composite/patch.h"

namespace ganmut {
namespace {

/// A frame position as OpenCV draws it, kept near enough for its fixed-point arithmetic.
cv::Point near(const Frame &frame, float x, float y) {
  return {cvRound(std::clamp(x, -static_cast<float>(frame.width), 2.F * static_cast<float>(frame.width))),
          cvRound(std::clamp(y, -static_cast<float>(frame.height), 2.F * static_cast<float>(frame.height)))};
}

void draw_box(cv::Mat &strokes, const Frame &frame, const Box &box, int thickness) {
  cv::rectangle(strokes, near(frame, box.x, box.y), near(frame, box.x + box.width - 1, box.y + box.height - 1), 1.0,
                thickness);
}

void draw_landmarks(cv::Mat &strokes, const Frame &frame, const Landmarks &landmarks, int radius) {
  for (const Pixel &point : landmarks)
    cv::circle(strokes, near(frame, point.x, point.y), radius, 1.0, cv::FILLED);
}

} // namespace

void draw_faces(const Frame &frame, const std::vector<Face> &faces, Draw what) {
  if (what == Draw::None || faces.empty())
    return;
  cv::Mat strokes = cv::Mat::zeros(frame.height, frame.width, CV_32FC1);
  const int thickness = std::max(1, frame.height / 360);
  for (const Face &face : faces)
    if (what == Draw::Boxes)
      draw_box(strokes, frame, face.box, thickness);
    else
      draw_landmarks(strokes, frame, face.landmarks, thickness);

  const Encoding encoding = encoding_of(frame);
  const bool grey = frame.format == PixelFormat::GRAY8;
  const cv::Mat colour(1, 1, CV_32FC3, grey ? cv::Scalar::all(255) : cv::Scalar(0, 255, 0));
  for (const Patch &patch : patches_under(frame, translation(0, 0), strokes)) {
    cv::Mat encoded;
    cv::transform(colour, encoded, weights_of(encoding, *patch.lattice, true));
    blend(patch, cv::repeat(encoded, patch.where.height, patch.where.width));
  }
}

} // namespace ganmut
