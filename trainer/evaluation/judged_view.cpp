#include "trainer/evaluation/judged_view.h"

#include "composite/compositor.h"
#include "face/alignment.h"
#include "trainer/data/picture_file.h"
#include "trainer/evaluation/subject.h"
#include "trainer/warp/own_alignment.h"

namespace ganmut {

cv::Mat judged_crop(const cv::Mat &photo, const Face &face, int size) {
  return cut_out(frame_of(photo), aligned_to_frame(own_alignment(), size, face), size);
}

torch::Tensor judged_landmarks(const Landmarks &landmarks) {
  constexpr int size = 2; // pixels two wide in all: coordinates follow by a shift
  Face face;
  face.landmarks = landmarks;
  const auto to_aligned = inverted(aligned_to_frame(own_alignment(), size, face));
  auto points = torch::empty({68, 2});
  auto values = points.accessor<float, 2>();
  for (int k = 0; k < 68; ++k) {
    const auto &p = landmarks[static_cast<std::size_t>(k)];
    const auto q = to_aligned * cv::Vec3f(p.x, p.y, 1.F);
    values[k][0] = q[0] - 0.5F;
    values[k][1] = q[1] - 0.5F;
  }
  return points;
}

} // namespace ganmut
