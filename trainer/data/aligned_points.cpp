#include "trainer/data/aligned_points.h"

#include "face/alignment.h"

namespace ganmut {

std::array<float, 136> aligned_points(const Landmarks &landmarks, const cv::Matx23f &to_frame, int size) {
  const auto to_aligned = inverted(to_frame);
  std::array<float, 136> points{};
  for (std::size_t k = 0; k < landmarks.size(); ++k) {
    const auto q = to_aligned * cv::Vec3f(landmarks[k].x, landmarks[k].y, 1.F);
    points[2 * k] = 2.F * (q[0] + 0.5F) / static_cast<float>(size) - 1.F;
    points[2 * k + 1] = 2.F * (q[1] + 0.5F) / static_cast<float>(size) - 1.F;
  }
  return points;
}

} // namespace ganmut
