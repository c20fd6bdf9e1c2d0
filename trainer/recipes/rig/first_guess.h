#pragma once

#include "network/layers_generator.h"
#include "trainer/recipes/rig/fitted_faces.h"
#include "trainer/recipes/rig/lesson_sampler.h"

namespace ganmut {

/// Trains the part of `generator` that senses expression and pose from landmarks: a small MLP on `sets`, mirrored and
/// noisy, by Adam; the log says the error on the faces it was not shown, every tenth. Sets of fewer than some thousand
/// faces are filled up with faces that `sampler` poses. Deterministic for a seed of the run.
void train_sense(LayersGeneratorImpl &generator, const std::vector<const FittedFaces *> &sets,
                 const RigOptions &options, LessonSampler &sampler);

/// Fits the linear maps of `generator` to what the teacher does in `lessons` lessons of `sampler`, by least squares;
/// the log says how much of the flow they explain.
void fit_maps(LayersGeneratorImpl &generator, LessonSampler &sampler, std::int64_t lessons);

} // namespace ganmut
