#pragma once

#include "trainer/evaluation/evaluation_data.h"
#include "trainer/evaluation/evaluator.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/report.h"
#include "trainer/rig/face_rig.h"

namespace ganmut {

/// Edits every subject to each emotion of a model of layers but its first, finds the landmarks of the edited face anew
/// and fits `rig` to them: is the expression asked for there, unit by unit, and nothing else? docs/evaluation.md
/// defines the figures. Throws Error(BadArgument) for a rig whose units are not the model's.
RigFigures measure_by_rig(const std::vector<Subject> &subjects, const FaceRig &rig, const Evaluator &evaluator,
                          JudgedModel &model);

} // namespace ganmut
