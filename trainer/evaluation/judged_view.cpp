#include "trainer/evaluation/judged_view.h"

#include "composite/compositor.h"
#include "face/alignment.h"
#include "trainer/data/aligned_points.h"
#include "trainer/data/picture_file.h"
#include "trainer/warp/own_alignment.h"

namespace ganmut {

cv::Mat judged_crop(const cv::Mat &photo, const Face &face, int size) {
  return cut_out(frame_of(photo), aligned_to_frame(own_alignment(), size, face), size);
}

torch::Tensor judged_landmarks(const Landmarks &landmarks) {
  Face face;
  face.landmarks = landmarks;
  auto points = aligned_points(landmarks, aligned_to_frame(own_alignment(), judged_size, face), judged_size);
  return torch::from_blob(points.data(), {68, 2}).clone();
}

} // namespace ganmut
