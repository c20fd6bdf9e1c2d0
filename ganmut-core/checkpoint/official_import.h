#pragma once

#include <string>
#include <vector>

#include "checkpoint/state_dict.h"

namespace ganmut {

/// Gives the generator of the official 3-D gaussian code the covariances that we keep (`covariance_factors.weight`, see
/// space_of); every other state_dict stays as it is.
///
/// That code keeps them as rows of one matrix of 3 columns, class k's being rows k to k + 2, and uses v^T C^-1 v of
/// whatever they are; or it does not save them at all (a Python list of layers is no part of a state_dict).
/// A C^-1 whose symmetric part is positive definite keeps its distances exactly; any other gives way to the nearest
/// one, its eigenvalues clamped; covariances that were not saved become the unit matrix. Returns a sentence for each
/// thing that could not be kept. Looks at names and shapes, whatever they are; infer_info judges them afterwards.
std::vector<std::string> import_official_space(StateDict &tensors);

} // namespace ganmut
