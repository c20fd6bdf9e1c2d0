#pragma once

#include <torch/torch.h>

#include "trainer/data/aligned_faces.h"

namespace ganmut {

/// What the landmarks of a labelled set say: how far each label is to be believed, and where the points of a
/// face go when its expression changes. Landmarks are needed in training only.
class ExpressionShifts {
public:
  /// Fits a softmax regression of the labels on the landmarks, cross-fitted in five parts.
  /// `emotions`: the classes in their order, neutral first. `factors`: by how much the mean shift of a class is
  /// multiplied, each EMOTION:FACTOR or EMOTION:REGION:FACTOR, EMOTION `*` for every one, REGION jaw, brows, nose, eyes
  /// or mouth; later ones replace earlier ones, emotions that are not trained are passed over, 1 where none is given.
  /// Throws Error(BadArgument) naming an emotion that no face shows, or a factor that cannot be understood.
  ExpressionShifts(const AlignedFaces &faces, const std::vector<std::string> &emotions,
                   const std::vector<std::string> &factors);

  /// Rows of the `keep` (0, 1] most believable part of each class, int64.
  torch::Tensor believable(double keep) const;

  /// What the faces `rows` [N] are believed to show: shares of the classes, [N, classes], each row's sum 1.
  torch::Tensor shown(const torch::Tensor &rows) const { return posterior_.index_select(0, rows); }

  /// Where the points of `landmarks` [N, 68, 2], those of the faces `rows` [N], should lie when the face shows
  /// `shares` [N, classes] of the classes; what is missing to 1 is neutral. Returns [N, 68, 2].
  torch::Tensor targets(const torch::Tensor &rows, const torch::Tensor &landmarks, const torch::Tensor &shares) const;

private:
  torch::Tensor labels_;    ///< [N]
  torch::Tensor posterior_; ///< [N, classes], cross-fitted
  torch::Tensor shifts_;    ///< [classes, 68, 2]: mean of the class minus mean of neutral, left-right symmetric
  torch::Tensor factors_;   ///< [classes, 68, 1]: how much of the mean shift is asked for
};

} // namespace ganmut
