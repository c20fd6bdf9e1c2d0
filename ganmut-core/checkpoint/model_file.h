#pragma once

#include <string>

#include <ganmut/model.h>

#include "checkpoint/model_metadata.h"
#include "checkpoint/official_layout.h"
#include "checkpoint/state_dict.h"

namespace ganmut {

/// A model file's contents.
struct ModelFile {
  ModelInfo info;
  StateDict tensors;
};

/// What is behind a Model.
struct Model::Content {
  ModelInfo info;
  ConditionalSpace space;
  StateDict tensors;
  std::string path;
};

/// The library's own way into a Model; its public face hides the weights.
struct ModelAccess {
  /// `path` is only what Model::path() says. Throws as space_of().
  static Model make(ModelFile file, std::string path);
  static const StateDict &weights(const Model &model) { return model.content_->tensors; }
};

/// Reads our `.safetensors` or an official `.ckpt`, told apart by their first bytes. What the metadata says is
/// checked against the tensors. Of an official 3-D file the space is imported (see import_official_space); what could
/// not be kept is in `info.warnings`. Throws Error: NotFound, Unreadable, BadFile, WrongKind.
ModelFile read_model(const std::string &path);

/// Saves a generator in our own format; `info.storage` chooses float32 or float16. Atomic.
/// Running statistics of normalizations are left out: they are never used. Tensors are sorted by name.
/// Throws Error(BadArgument) for metadata that could not be read back, Error(Failed).
void save_model(const std::string &path, ModelInfo info, const StateDict &tensors);

/// The conditional space that `tensors` and the names in `info` describe. Linear: `axes.weight`
/// [classes - 1, dimensions]. Gaussian: means `mu.weight` [classes, dimensions] under a tanh; covariances in 2-D
/// `covariance_axes.weight` [classes, 2] and `covariance_angles.weight` [1, classes], in 3-D
/// `covariance_factors.weight` [classes, 6]: the lower triangle of the Cholesky factor row by row, logarithms on the
/// diagonal. Throws Error(BadFile) for missing or misshapen tensors, Error(BadArgument) for unusable names.
ConditionalSpace space_of(const ModelInfo &info, const StateDict &tensors);

/// What each emotion of a model of layers adds to a calm face: `expressions` [classes, units], a row a class.
/// Throws Error(BadFile) for a missing or misshapen tensor.
std::vector<std::vector<float>> expressions_of(const ModelInfo &info, const StateDict &tensors);

} // namespace ganmut
