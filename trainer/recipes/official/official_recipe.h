#pragma once

#include <memory>

#include "trainer/data/batch_loader.h"
#include "trainer/distributed/process_group.h"
#include "trainer/recipes/official/official_step.h"
#include "trainer/run/recipe.h"

namespace ganmut {

/// The official networks on a data set in the official format.
class OfficialRecipe : public Recipe {
public:
  /// Throws Error: see LabelledPictures; BadArgument for sizes that no network can have.
  OfficialRecipe(const OfficialOptions &options, torch::Device device, const ProcessGroup &group);

  LearningRates learning_rates(std::int64_t done) const override;
  Losses iterate(std::int64_t done) override;
  int batch_size() const override { return options_.batch_size; }
  void save(RunState &state) const override;
  void load(const RunState &state) override;
  ModelFile model(std::int64_t done) const override;
  void save_networks(const std::string &folder, std::int64_t done) const override;
  void load_networks(const std::string &folder, std::int64_t done) override;
  std::vector<Sheet> sheets() override;

private:
  LabelledBatch next_batch();
  GeneratorModule &to_use() const;

  const OfficialOptions options_;
  const Shard shard_;
  LabelledPictures pictures_;
  BatchLoader loader_;
  torch::Tensor shown_; ///< the first batch, kept for the sample sheets
  SeededRandom random_;
  std::unique_ptr<OfficialStep> step_;
  std::shared_ptr<GeneratorModule> ema_; ///< null where `ema` is 0
};

} // namespace ganmut
