#pragma once

#include <string>
#include <vector>

#include <ganmut/model.h>

#include "checkpoint/state_dict.h"

namespace ganmut {

/// What the shapes of an official generator say: parametrization, dimensions, classes, width, blocks;
/// image size 128, alignment `box`, and the names of AffectNet's first classes.
/// `path` is for messages. Throws Error(WrongKind) for a discriminator or a foreign network, Error(BadFile) for
/// tensors that do not fit together. Looks at shapes alone.
ModelInfo infer_info(const StateDict &tensors, const std::string &path);

/// True for running statistics of a normalization (`….running_mean` and the like).
bool is_statistics(const std::string &name);

/// The first `classes` names of AffectNet (Mollahosseini et al. 2017) in its order; further ones are numbered.
std::vector<std::string> affectnet_names(int classes);

} // namespace ganmut
