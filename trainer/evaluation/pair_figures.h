#pragma once

#include "trainer/data/aligned_crops.h"
#include "trainer/data/data_options.h"
#include "trainer/evaluation/evaluator.h"
#include "trainer/evaluation/judged_model.h"
#include "trainer/evaluation/report.h"

namespace ganmut {

/// Edits the neutral photographs of people until they smile, and their smiles until they are neutral, and compares with
/// the other photograph of the same person. `options`: a data set of one folder an expression, with one file a person
/// under the same name in all of them; of its people those that are held out are judged. The expression beside neutral
/// is the emotion of the model of that name; smiling is happy. `maker` finds the faces. docs/evaluation.md defines the
/// figures.
/// Throws Error(BadArgument) where a folder has no such name or nobody is held out.
PairFigures measure_by_pairs(const DataOptions &options, const AlignedCrops &maker, Evaluator &evaluator,
                             JudgedModel &model);

} // namespace ganmut
