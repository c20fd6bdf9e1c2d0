#pragma once

#include <ganmut/face.h>
#include <opencv2/core.hpp>
#include <torch/torch.h>

#include "face/landmarker.h"
#include "trainer/evaluation/expression_classifier.h"

namespace ganmut {

// How the evaluation sees a face, whatever the model's own alignment: by eyes and nose, in own_alignment()'s template.

/// Side of the picture that the classifier sees, pixels.
constexpr int judged_size = 64;

/// The face cut out of `photo` (CV_8UC3 BGR): CV_8UC3, `size` square. Throws Error(BadArgument) for landmarks in one
/// point.
cv::Mat judged_crop(const cv::Mat &photo, const Face &face, int size);

/// Landmarks aligned to the template by themselves: [68, 2] float, [-1, 1] over the picture; moving or turning a face
/// changes nothing.
torch::Tensor judged_landmarks(const Landmarks &landmarks);

/// What is found in a photo of one face, edited or not.
struct Prediction {
  torch::Tensor probabilities; ///< [classes], the classifier's
  torch::Tensor embedding;     ///< [embedding_size]
  torch::Tensor landmarks;     ///< [68, 2], found anew; see judged_landmarks()

  /// The classifier's class.
  int judged() const { return static_cast<int>(probabilities.argmax().item<std::int64_t>()); }
};

/// Predicts the emotion of faces in photos with the classifier, and finds their landmarks.
class Evaluator {
public:
  /// `classifier`: in eval mode. `landmarker` must outlive the evaluator.
  Evaluator(const ExpressionClassifier &classifier, const Landmarker &landmarker)
      : classifier_(classifier), landmarker_(landmarker) {}

  /// The face in `photo` (CV_8UC3 BGR). The classifier sees it where `face` has its landmarks, those of the photo
  /// before any edit; the new landmarks are found in its box.
  Prediction predict(const cv::Mat &photo, const Face &face);

  /// The 68 points of the face in `box` of `photo`, pixels.
  Landmarks landmarks(const cv::Mat &photo, const Box &box) const;

private:
  ExpressionClassifier classifier_;
  const Landmarker &landmarker_;
};

} // namespace ganmut
