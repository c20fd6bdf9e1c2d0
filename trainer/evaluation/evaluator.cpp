#include "trainer/evaluation/evaluator.h"

#include <opencv2/imgproc.hpp>

#include "composite/compositor.h"
#include "geometry/alignment.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/data/labelled_pictures.h"
#include "trainer/data/picture_file.h"

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

Landmarks Evaluator::landmarks(const cv::Mat &photo, const Box &box) const {
  cv::Mat grey;
  cv::cvtColor(photo, grey, cv::COLOR_BGR2GRAY);
  return landmarker_.find(grey, box);
}

Prediction Evaluator::predict(const cv::Mat &photo, const Face &face) {
  const torch::NoGradGuard no_grad;
  const auto picture = network_input(judged_crop(photo, face, judged_size)).unsqueeze(0);
  const auto embedding = classifier_->embed(picture);
  return {classifier_->classify(embedding).softmax(1)[0], embedding[0], judged_landmarks(landmarks(photo, face.box))};
}

} // namespace ganmut
