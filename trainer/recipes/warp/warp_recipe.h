#pragma once

#include "trainer/data/data_set.h"
#include "trainer/distributed/process_group.h"
#include "trainer/recipes/warp/face_sampler.h"
#include "trainer/recipes/warp/warp_step.h"
#include "trainer/run/recipe.h"

namespace ganmut {

/// Our own network (output `warp`) on aligned faces.
class WarpRecipe : public Recipe {
public:
  /// Throws Error: see read_data_set and load_aligned_faces; BadArgument for settings that no network can have, and for
  /// an --init with other emotions; see Model::load for that file.
  WarpRecipe(const WarpOptions &options, torch::Device device, const ProcessGroup &group);

  LearningRates learning_rates(std::int64_t done) const override;
  Losses iterate(std::int64_t done) override;
  int batch_size() const override { return options_.batch_size; }
  void save(RunState &state) const override;
  void load(const RunState &state) override;
  ModelFile model(std::int64_t done) const override;
  /// Refused: the official pair has no room for these networks.
  void load_networks(const std::string &folder, std::int64_t done) override;
  std::vector<Sheet> sheets() override;

private:
  WarpRecipe(const WarpOptions &options, const DataSet &files, torch::Device device, const ProcessGroup &group);

  const WarpOptions options_;
  const ModelInfo info_;
  const AlignedFaces faces_; ///< of the training part
  const ExpressionShifts shifts_;
  const torch::Tensor training_; ///< rows of `faces_`
  SeededRandom random_;
  FaceSampler sampler_;
  const torch::Tensor shown_; ///< faces on the sample sheets, held out where any are: [up to 12, 3, S, S] uint8
  WarpStep step_;
};

} // namespace ganmut
