#pragma once

#include <string>
#include <vector>

#include "trainer/evaluation/examiner.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/landmark_shifts.h"
#include "trainer/evaluation/report.h"
#include "trainer/evaluation/subject.h"

namespace ganmut {

/// Edits neutral `subjects` (labels 0) to card_directions x card_radii points of the whole space. `emotions`: those
/// judged. Returns the cells direction by direction, from the middle outwards.
std::vector<CardCell> space_card(const std::vector<Subject> &subjects, const std::vector<std::string> &emotions,
                                 const LandmarkShifts &shifts, Examiner &examiner, JudgedModel &model);

} // namespace ganmut
