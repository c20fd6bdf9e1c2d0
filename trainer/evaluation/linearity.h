#pragma once

#include "trainer/evaluation/examiner.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/landmark_shifts.h"
#include "trainer/evaluation/report.h"
#include "trainer/evaluation/subject.h"

namespace ganmut {

/// Edits the subjects that do not show an emotion along the way from neutral to it, for each of the `classes` emotions
/// but neutral: does what is seen grow with the part of the way?
std::vector<Growth> measure_growth(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                   Examiner &examiner, JudgedModel &model);

} // namespace ganmut
