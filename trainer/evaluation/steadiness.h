#pragma once

#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/report.h"
#include "trainer/evaluation/subject.h"

namespace ganmut {

/// Measures how evenly pictures change along paths, and how much an edit flickers when the crop is a pixel off.
Steadiness measure_steadiness(const std::vector<Subject> &subjects, int classes, JudgedModel &model);

/// The mean absolute difference (0..255) between faces and what becomes of them there (the point of each emotion) and
/// back (the point of their label), in the model's aligned picture: one figure for each emotion as target, over the
/// subjects that do not show it.
std::vector<double> reconstruction_errors(const std::vector<Subject> &subjects, int classes, JudgedModel &model);

} // namespace ganmut
