#pragma once

#include <string>
#include <vector>

#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/evaluator.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/metrics.h"
#include "trainer/evaluation/report.h"

namespace ganmut {

/// Edits the subjects that do not show an emotion along the way from neutral to it, for each of the `classes` emotions
/// but neutral: does what is seen grow with the part of the way?
std::vector<Growth> measure_growth(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                   Evaluator &evaluator, JudgedModel &model);

/// Measures how evenly pictures change along paths, and how much an edit flickers when the crop is a pixel off.
Steadiness measure_steadiness(const std::vector<Subject> &subjects, int classes, JudgedModel &model);

/// The mean absolute difference (0..255) between faces and what becomes of them there (the point of each emotion) and
/// back (the point of their label), in the model's aligned picture: one figure for each emotion as target, over the
/// subjects that do not show it.
std::vector<double> reconstruction_errors(const std::vector<Subject> &subjects, int classes, JudgedModel &model,
                                          const Evaluator &evaluator);

/// Edits neutral `subjects` (labels 0) to card_directions x card_radii points of the whole space. `emotions`: those
/// judged. Returns the cells direction by direction, from the middle outwards.
std::vector<CardCell> space_card(const std::vector<Subject> &subjects, const std::vector<std::string> &emotions,
                                 const LandmarkShifts &shifts, Evaluator &evaluator, JudgedModel &model);

} // namespace ganmut
