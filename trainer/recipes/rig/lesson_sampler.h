#pragma once

#include <map>
#include <optional>
#include <vector>

#include <torch/torch.h>

#include "network/layers_generator.h"
#include "trainer/random/random_source.h"
#include "trainer/recipes/rig/fitted_faces.h"
#include "trainer/recipes/rig/rig_options.h"
#include "trainer/rig/calm.h"
#include "trainer/rig/teacher.h"

namespace ganmut {

/// Faces, what is asked of them, and what the teacher makes of it.
struct LessonBatch {
  AlignedBatch faces; ///< landmarks and maps as noisy as a landmark detector's
  ExpressionRequest request;
  torch::Tensor shown;        ///< [N, units] what the result shows beyond a calm face: what discriminators are told
  torch::Tensor upper, lower; ///< see Layers
  torch::Tensor gain;
  torch::Tensor mouth;          ///< [N, 3, S, S] what a renderer shows in `hole`
  torch::Tensor hole;           ///< [N, 1, S, S] see Lesson
  torch::Tensor amounts;        ///< [N, classes] how much of each emotion is asked for; zeros where something else is
  torch::Tensor mirrored;       ///< [N, 1] bool
  torch::Tensor mirrored_units; ///< [units] int64, see LessonSampler

  /// What emotions that add `rows` [classes, units] would add to these faces, [N, units].
  torch::Tensor asked_of(const torch::Tensor &rows) const {
    const auto asked = amounts.matmul(rows);
    return torch::where(mirrored, asked.index_select(1, mirrored_units), asked);
  }
};

/// Photographs calmed by the teacher, or calm ones of the same person, and how to get the photographs back.
struct ReconstructionBatch {
  AlignedBatch faces; ///< calmed
  ExpressionRequest request;
  torch::Tensor photographs; ///< [N, 3, S, S]
  torch::Tensor inside;      ///< [N, 1, S, S] where the photograph shows the inside of its mouth
  torch::Tensor calmed;      ///< [N, 1, 1, 1] 0 where the faces are other photographs of the same person, which do not
                             ///< lie exactly as the photographs do
};

/// Landmarks and the expression that they show.
struct PosedFaces {
  torch::Tensor landmarks; ///< [N, 68, 2] pixels
  torch::Tensor own;       ///< [N, units + 2] see Layers::own
};

/// Photographs for discriminators.
struct RealBatch {
  torch::Tensor pictures; ///< [N, 3, S, S]
  torch::Tensor shown;    ///< [N, units] see LessonBatch
  torch::Tensor labels;   ///< [N] int64, the emotions that people saw, or `unlabelled`

  static constexpr std::int64_t unlabelled = -1;
};

/// Draws what the recipe learns from; lessons are made as they are needed.
class LessonSampler {
public:
  /// `faces`: photographs of all kinds, `labels` [faces] their emotions, see RealBatch. `pairs`: sharp ones for
  /// reconstructions, or null. All of them, `rig` and `random` must outlive the sampler.
  LessonSampler(const RigOptions &options, const FaceRig &rig, const FittedFaces &faces, const torch::Tensor &labels,
                const FittedFaces *pairs, const Calm &calm, RandomSource &random, Shard shard, torch::Device device);

  /// This process's shard of a batch of `size`. Every emotion, mixtures, single units and other people's expressions.
  /// `emotions`: [classes, units] what each adds.
  LessonBatch lessons(int size, const torch::Tensor &emotions);
  ReconstructionBatch reconstructions(int size);
  RealBatch reals(int size);
  /// The landmarks that lessons end with: expressions that few photographs show.
  PosedFaces posed(int size, const torch::Tensor &emotions);

  /// Row of the unit that each unit becomes in a mirror, int64 [units].
  const torch::Tensor &mirrored_units() const { return mirrored_units_; }

private:
  struct Row {
    const FittedFaces *set;
    std::int64_t index;

    const RigFit &fit() const { return set->fits[static_cast<std::size_t>(index)]; }
    const Landmarks &landmarks() const { return set->landmarks[static_cast<std::size_t>(index)]; }
  };
  /// What a lesson begins with.
  struct Draft {
    Row row;
    std::vector<float> amounts; ///< of each emotion
    Expression adds, keep, wanted;
  };
  /// What a reconstruction begins with.
  struct Rebuilt {
    Row photograph;
    std::optional<Row> calm; ///< the same person's calm photograph; without, the photograph is calmed
  };

  std::vector<Draft> drafts(int size, const torch::Tensor &emotions);
  Draft draft(const float *numbers, const std::vector<Expression> &emotions) const;
  void draw_expression(Draft &draft, const float *numbers, const std::vector<Expression> &emotions) const;
  Expression shown_of(const Expression &expression) const;
  void find_calm_partners();
  std::vector<Rebuilt> reconstructed_rows(int size);
  std::vector<Lesson> taught(const std::vector<Draft> &drafts) const;
  AlignedBatch observed(const torch::Tensor &pictures, const std::vector<Landmarks> &landmarks);
  torch::Tensor whims(std::int64_t size);
  torch::Tensor light(std::int64_t size);
  void mirror(AlignedBatch &faces, const torch::Tensor &which) const;
  torch::Tensor mirrored(const torch::Tensor &units, const torch::Tensor &which) const;

  const RigOptions &options_;
  const FaceRig &rig_;
  const FittedFaces &faces_;
  const torch::Tensor &labels_;
  const FittedFaces *pairs_;
  const Calm calm_;
  const std::vector<int> expressing_; ///< units that calm caps
  const Teacher teacher_;
  std::map<std::int64_t, std::int64_t>
      calm_partners_; ///< rows of pairs_: of an open mouth, of the same person's shut one
  torch::Tensor mirrored_units_;
  ShardRandom random_;
  const Shard shard_;
  const torch::Device device_;
};

} // namespace ganmut
