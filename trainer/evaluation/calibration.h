#pragma once

#include <map>
#include <string>
#include <vector>

#include "checkpoint/model_file.h"
#include "trainer/evaluation/evaluation.h"

namespace ganmut {

/// Emotion::calibration of an emotion: the intensities of equal steps of change. `growth`: the parts of its whole
/// change that are seen at the intensities 0, 1/n, ... 1, from 0 to 1; where they go back, they count as standing
/// still.
std::vector<float> calibration_of(std::vector<double> growth);

/// Measures on photographs how the emotions of a model grow with the intensity (`--mode calibrate`) and writes the
/// model with its calibration, under its own name, and calibration.csv into `options.folder`. Edited are
/// `options.faces` faces of the held-out part, or of all where nothing is held out. What grows is the mean way of the
/// 68 landmarks, found anew in each edit, along their whole way; with `options.rig` the table also says it of the
/// units of the rig, fitted to them. An emotion that moves too little to be told from noise is left out; one whose
/// steps are as even as can be measured keeps them. `path`: of the model; only its name counts. Throws Error:
/// Photographs', JudgedModel's; NotFound where no face is found; Failed.
void calibrate(const ModelFile &model, const std::string &path, const EvaluationOptions &options,
               const DataOptions &data);

} // namespace ganmut
