#pragma once

#include <functional>
#include <vector>

#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/evaluator.h"
#include "trainer/evaluation/metrics.h"
#include "trainer/evaluation/paint.h"

namespace ganmut {

/// Part of the mean shift between two emotions that the landmarks of an edited face must go for the edit to count.
constexpr double least_amount = 0.3;

/// The direction as well: paint that a landmark detector stumbles over throws points anywhere.
constexpr double least_cosine = 0.5;

/// An edit of a face to an emotion that it does not show, and what became of it.
struct JudgedEdit {
  std::size_t subject = 0; ///< its place in the list of faces
  int own = 0;             ///< the photo's label
  int target = 0;          ///< what was asked for
  Prediction before, after;
  double amount = 0;     ///< of the landmarks' movement along the mean shift from `own` to `target`
  double cosine = 0;     ///< of the movement and that shift
  double upper_ssim = 0; ///< of brows, eyes and nose before and after

  bool classifier_agrees() const { return after.judged() == target; }
  bool landmarks_agree() const { return amount > least_amount && cosine > least_cosine; }
  /// Both must agree: a classifier alone is fooled by paint.
  bool succeeded() const { return classifier_agrees() && landmarks_agree(); }
};

/// Changes the face in a photo (CV_8UC3 BGR), in place, to an emotion.
using EditPhoto = std::function<void(cv::Mat &photo, const Face &face, int target)>;

/// Edits every subject to each of the `classes` emotions but its own.
std::vector<JudgedEdit> judge_edits(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                    Evaluator &evaluator, const EditPhoto &edit);

/// The same for a paint, which does not know what is asked for: every face is painted and judged once.
/// `upper_ssim` is left at 0.
std::vector<JudgedEdit> judge_paint(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                    Evaluator &evaluator, const Paint &paint);

} // namespace ganmut
