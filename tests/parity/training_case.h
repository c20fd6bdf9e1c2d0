#pragma once

#include <map>
#include <memory>
#include <string>

#include "recorded_random.h"
#include "tensors.h"
#include "trainer/recipes/official/official_step.h"

namespace reference {

/// One entry of the manifest's `training`: a run of the official trainer, ready to be repeated.
class TrainingCase {
public:
  /// `name`: key in `training`; `entry`: its value.
  TrainingCase(const std::string &name, const Json &entry);

  const std::string name;
  const Json entry;
  const Tensors file;
  const ganmut::OfficialOptions options;

  /// A trajectory has many iterations, each with a batch of its own.
  bool is_trajectory() const { return entry.contains("batches_used"); }
  ganmut::LabelledBatch batch(std::int64_t iteration) const;

  RecordedRandom random;
  std::unique_ptr<ganmut::OfficialStep> step; ///< with the initial weights of the case

private:
  std::map<std::int64_t, std::string> batch_files_;
};

/// All entries of the manifest's `training` by name.
inline const Json &training_cases() {
  return manifest().at("training");
}

} // namespace reference
