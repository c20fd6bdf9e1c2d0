#pragma once

#include <opencv2/core.hpp>
#include <torch/torch.h>

#include "face/landmarker.h"
#include "trainer/evaluation/expression_classifier.h"

namespace ganmut {

/// How one photographed or edited face looks.
struct Look {
  torch::Tensor probabilities; ///< [classes], the classifier's
  torch::Tensor embedding;     ///< [embedding_size]
  torch::Tensor landmarks;     ///< [68, 2], found anew; see judged_landmarks()

  /// The classifier's class.
  int judged() const { return static_cast<int>(probabilities.argmax().item<std::int64_t>()); }
};

/// Looks at photos.
class Examiner {
public:
  /// `landmarker` must outlive it.
  Examiner(const ExpressionClassifier &classifier, const Landmarker &landmarker)
      : classifier_(classifier), landmarker_(landmarker) {}

  /// The face in `photo` (CV_8UC3 BGR). The classifier sees it where `face` has its landmarks, those of the photo
  /// before any edit; the new landmarks are found in its box.
  Look look(const cv::Mat &photo, const Face &face);

private:
  ExpressionClassifier classifier_;
  const Landmarker &landmarker_;
};

} // namespace ganmut
