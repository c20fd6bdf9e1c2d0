#pragma once

#include <cstdint>
#include <string>

#include <ganmut/model.h>

#include "trainer/data/data_options.h"

namespace ganmut {

/// Settings of an evaluation.
struct EvaluationOptions {
  std::string folder;          ///< of the results and of the classifier; must exist
  int faces = 200;             ///< held-out faces that are edited, at least 1
  std::uint64_t seed = 1;      ///< chooses them
  std::string device = "auto"; ///< auto | cpu | cuda[:N]
  std::string pairs;           ///< folder of people in two expressions, see measure_by_pairs(); empty: none
  std::string clips;           ///< folder of videos to edit, see measure_clips(); empty: none
  std::string rig;             ///< folder of the face rig that a model of layers is judged by; empty: it is not
};

/// Judges a model on persons that are held out (`--mode evaluate`) and writes evaluation.json and evaluation.png into
/// `options.folder`; docs/evaluation.md defines the figures. `data.held_out` 0 stands for 0.1.
/// Throws Error: see evaluation_data, JudgedModel, load_aligned_faces, cached_classifier; Failed.
void evaluate(const Model &model, const EvaluationOptions &options, const DataOptions &data);

} // namespace ganmut
