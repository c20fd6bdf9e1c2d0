#pragma once

#include <optional>

#include "trainer/data/data_set.h"
#include "trainer/distributed/process_group.h"
#include "trainer/recipes/rig/rig_step.h"
#include "trainer/rig/calm.h"
#include "trainer/run/recipe.h"

namespace ganmut {

/// A generator of layers, taught by a face rig.
class RigRecipe : public Recipe {
public:
  /// Throws Error: see read_face_rig, ExpressionTable::read, read_data_set, load_aligned_faces and fit_faces;
  /// BadArgument for settings that no network can have, and for an --init of another kind.
  RigRecipe(const RigOptions &options, torch::Device device, const ProcessGroup &group);

  LearningRates learning_rates(std::int64_t done) const override;
  /// The first iteration of a fresh run trains the sense and fits the maps before.
  Losses iterate(std::int64_t done) override;
  int batch_size() const override { return options_.batch_size; }
  void save(RunState &state) const override;
  void load(const RunState &state) override;
  ModelFile model(std::int64_t done) const override;
  /// Refused: the official pair has no room for these networks.
  void load_networks(const std::string &folder, std::int64_t done) override;
  std::vector<Sheet> sheets() override;

private:
  /// What is read before anything is made of it.
  struct Material {
    explicit Material(const RigOptions &options);
    FaceRig rig;
    std::vector<std::string> emotions; ///< neutral first
    torch::Tensor expressions;         ///< [classes, units]
    FittedFaces faces;
    torch::Tensor labels; ///< [faces] the emotions that people saw, see RealBatch
    torch::Tensor counts; ///< [classes] faces of each emotion, float
    std::optional<FittedFaces> pairs;
    Calm calm;
    FittedFaces shown; ///< on the sample sheets, held out where any are
  };

  void begin();

  const RigOptions options_;
  const Material material_;
  const ModelInfo info_;
  SeededRandom random_;
  LessonSampler sampler_;
  LayersGenerator larger_; ///< that this one is distilled from, or null
  RigStep step_;
  bool begun_ = false;
};

} // namespace ganmut
