#include "geometry/alignment.h"

#include <cmath>
#include <complex>

#include <ganmut/error.h>

namespace ganmut {
namespace {

using Complex = std::complex<double>;

cv::Point2d mean(const Landmarks &landmarks, int first, int last) {
  cv::Point2d sum;
  for (int i = first; i <= last; ++i)
    sum += cv::Point2d(landmarks[i].x, landmarks[i].y);
  return sum / static_cast<double>(last - first + 1);
}

Complex mean(const std::array<Complex, 3> &points) {
  return (points[0] + points[1] + points[2]) / 3.0;
}

[[noreturn]] void refuse(const char *detail) {
  throw Error(ErrorKind::BadArgument, "A face cannot be aligned: its box or its landmarks have no extent.", detail);
}

/// With points as complex numbers a similarity is z -> a*z + b, and Umeyama's fit has this closed form.
/// The fit is done in the template's space, so that a badly fitting face (a profile) comes out smaller, not cut.
cv::Matx23f similarity(const Alignment &alignment, int image_size, const Landmarks &landmarks) {
  const auto anchors = anchor_points(landmarks);
  std::array<Complex, 3> face;
  std::array<Complex, 3> aligned;
  for (int i = 0; i < 3; ++i) {
    face[i] = {anchors[i].x, anchors[i].y};
    aligned[i] = {alignment.template_points[i][0] * image_size - 0.5,
                  alignment.template_points[i][1] * image_size - 0.5};
  }
  const Complex face_centre = mean(face);
  const Complex aligned_centre = mean(aligned);
  Complex covariance = 0.0;
  double variance = 0.0;
  for (int i = 0; i < 3; ++i) {
    covariance += std::conj(face[i] - face_centre) * (aligned[i] - aligned_centre);
    variance += std::norm(face[i] - face_centre);
  }
  const Complex to_frame = variance / covariance;
  if (!std::isfinite(std::abs(to_frame)) || std::abs(to_frame) == 0.0)
    refuse("the eyes and the nose lie in one point, or the template does");
  const Complex shift = face_centre - to_frame * aligned_centre;
  const auto re = static_cast<float>(to_frame.real());
  const auto im = static_cast<float>(to_frame.imag());
  return {re, -im, static_cast<float>(shift.real()), im, re, static_cast<float>(shift.imag())};
}

} // namespace

std::array<cv::Point2d, 3> anchor_points(const Landmarks &landmarks) {
  return {mean(landmarks, 36, 41), mean(landmarks, 42, 47), mean(landmarks, 27, 35)};
}

cv::Matx23f aligned_to_frame(const Alignment &alignment, int image_size, const Face &face) {
  if (alignment.kind == Alignment::Kind::Similarity)
    return similarity(alignment, image_size, face.landmarks);
  const float sx = face.box.width / static_cast<float>(image_size);
  const float sy = face.box.height / static_cast<float>(image_size);
  const bool sound = sx > 0.F && sy > 0.F && std::isfinite(sx + sy + face.box.x + face.box.y);
  if (!sound)
    refuse("box width and height must be above 0");
  return {sx, 0.F, face.box.x + 0.5F * sx - 0.5F, 0.F, sy, face.box.y + 0.5F * sy - 0.5F};
}

} // namespace ganmut
