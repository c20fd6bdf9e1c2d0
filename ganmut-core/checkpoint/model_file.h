#pragma once

#include <map>
#include <string>

#include <ganmut/model.h>

#include "checkpoint/state_dict.h"

namespace ganmut {

/// The tensors behind a Model.
struct ModelWeights {
  StateDict tensors;
};

/// What the shapes of an official generator say: parametrization, dimensions, classes, width, blocks;
/// image size 128, alignment `box`, and the names of AffectNet's first classes.
/// Throws Error(WrongKind) for a discriminator or a foreign network, Error(BadFile) for NaN weights
/// or tensors that do not fit together.
ModelInfo infer_info(const StateDict &tensors, const std::string &path);

/// The conditional space that `tensors` (axes.weight, or mu and covariances) and the names in `info` describe.
ConditionalSpace space_of(const ModelInfo &info, const StateDict &tensors);

/// The metadata of our `.safetensors` as text values, and back. `info_from` throws Error(BadFile).
std::map<std::string, std::string> metadata_of(const ModelInfo &info);
ModelInfo info_from(const std::map<std::string, std::string> &metadata, const std::string &path);

/// Saves a generator in our own format; `info.storage` chooses float32 or float16. Atomic.
/// Running statistics of normalizations are left out: they are never used.
void save_model(const std::string &path, ModelInfo info, const StateDict &tensors);

} // namespace ganmut
