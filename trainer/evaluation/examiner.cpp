#include "trainer/evaluation/examiner.h"

#include <opencv2/imgproc.hpp>

#include "trainer/data/labelled_pictures.h"
#include "trainer/evaluation/judged_view.h"

namespace ganmut {

Look Examiner::look(const cv::Mat &photo, const Face &face) {
  const torch::NoGradGuard no_grad;
  cv::Mat grey;
  cv::cvtColor(photo, grey, cv::COLOR_BGR2GRAY);
  const auto picture = network_input(judged_crop(photo, face, judged_size)).unsqueeze(0);
  const auto embedding = classifier_->embed(picture);
  return {classifier_->classify(embedding).softmax(1)[0], embedding[0],
          judged_landmarks(landmarker_.find(grey, face.box))};
}

} // namespace ganmut
