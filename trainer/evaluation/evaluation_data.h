#pragma once

#include <string>
#include <vector>

#include "trainer/data/data_options.h"
#include "trainer/data/label_table.h"

namespace ganmut {

/// What a model is judged with.
struct EvaluationData {
  std::vector<std::string> emotions;   ///< those judged, in the model's order, its first (neutral) first
  std::vector<std::string> not_judged; ///< wanted emotions of the model of which there are too few pictures
  // Labels count `emotions`; at most 3000 pictures of each.
  std::vector<LabelledFile> training;
  std::vector<LabelledFile> held_out;
};

/// Reads the data set and splits it. Judged are the emotions of the model (`model_emotions`) that `options` name and of
/// which there are at least 5 pictures in the training part and 1 in the held-out part.
/// Throws Error: see read_data_set; BadArgument for an emotion asked for that the model does not have, and where
/// neutral and another one do not remain.
EvaluationData evaluation_data(const DataOptions &options, const std::vector<std::string> &model_emotions);

/// Sorts pictures into an order that is random, but always the same for a seed.
std::uint64_t rank_of(const LabelledFile &file, std::uint64_t seed);

} // namespace ganmut
