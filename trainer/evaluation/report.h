#pragma once

#include <optional>
#include <string>
#include <vector>

#include <ganmut/model.h>

namespace ganmut {

// The figures of an evaluation; docs/evaluation.md defines each of them.

/// Counts: rows what was real or asked for, columns what the classifier says.
using Confusion = std::vector<std::vector<int>>;

/// Of edits to one emotion.
struct TargetFigures {
  int edits = 0;
  double classifier = 0; ///< part of the edits that the classifier takes for the target
  double landmarks = 0;  ///< part whose landmarks go its way
  double score = 0;      ///< part where both hold
  double paint_classifier = 0, paint_landmarks = 0, paint_score = 0; ///< the same of the paint that scores best
  std::string paint;                                                 ///< its name
  double amount = 0, cosine = 0;                                     ///< of the landmarks' movement, means
  double distance = 0;                                               ///< Fréchet distance to real faces of the emotion
  double distance_before = 0;                                        ///< the same of the faces before the edit
  double upper_ssim = 0;                                             ///< mean
  double reconstruction = 0;                                         ///< mean, 0..255
};

/// The parts of the way at which growth is measured.
inline const std::vector<double> &growth_parts() {
  static const std::vector<double> parts = {0, 0.2, 0.4, 0.6, 0.8, 1};
  return parts;
}

struct GrowthCurve {
  std::vector<double> mean;         ///< at growth_parts()
  double spearman = 0, pearson = 0; ///< with the parts, mean over faces
};

/// How an emotion grows on the way from neutral.
struct Growth {
  int target = 0;
  int faces = 0;
  GrowthCurve certainty; ///< the classifier's probability of the target
  GrowthCurve amount;    ///< of the landmarks' movement
};

struct Steadiness {
  double bend_outwards = 0; ///< on the way from neutral to an emotion, 8 steps
  double bend_round = 0;    ///< once round the border of the space, 28 steps
  double flicker = 0;       ///< mean change of an edited picture when the crop is one pixel off, 0..255
  double shift = 0;         ///< mean change of the photo when it moves by that pixel, 0..255
};

/// One point of the space.
struct CardCell {
  double theta = 0, radius = 0; ///< see JudgedModel::towards()
  Point point;
  std::string expected; ///< emotion with the largest share there
  int judged = 0;       ///< class that the classifier says most often
  double agreement = 0; ///< part of the faces for which it says what is expected
  double certainty = 0; ///< mean probability of `judged`
  double amount = 0;    ///< of the landmarks' movement along the mean shift of the mixture there, mean
};

/// What a face rig finds in edited faces, see measure_by_rig().
struct RigFigures {
  struct Emotion {
    std::string name;
    double raised = 0;    ///< part of the faces on which its main units moved as asked, a quarter of the way at least
    double found = 0;     ///< mean part of the way that they moved
    double sharpness = 0; ///< of the skin outside the mouth: edited over original, mean
    double colour = 0;    ///< levels that the mean colour of the same skin changes, mean of the channel that does most
    double teacher_raised = 0; ///< `raised`, where the rig's own motion is put on the photo instead of the model's
  };
  int faces = 0;
  double correlation = 0;         ///< of the changes asked for and found, over all units, emotions and faces
  double teacher_correlation = 0; ///< the same of the rig's own motion: what can be found at all
  double exact_correlation = 0;   ///< the same of the landmarks as the rig moves them, without a detector
  double error = 0;               ///< mean absolute difference of the changes asked for and found
  double flow = 0;                ///< pixels of 128 between the model's motion and the rig's, mean over the face
  double identity = 0;            ///< root mean square change of the identity coefficients, mean over edits
  double turn = 0;                ///< degrees that the head turned, mean over edits
  std::vector<Emotion> emotions;
};

/// Edits against another photograph of the same person, see measure_by_pairs(): what is left of the difference between
/// the two photographs, median over people.
struct PairFigures {
  int people = 0;
  double put_on_mouth = 0, put_on_features = 0;   ///< neutral edited, against the expression; the best intensity
  double removed_mouth = 0, removed_features = 0; ///< the expression edited, against neutral
};

/// A clip edited to one emotion with the speech kept, see measure_clips().
struct ClipFigures {
  std::string clip, emotion;
  int frames = 0;
  double flicker = 0; ///< in its still quarter: change against the neighbouring frames, edited over original
  double speech = 0;  ///< Pearson's correlation over time of the lips' opening, edited and original
};

constexpr int card_directions = 28, card_radii = 4;

struct Report {
  // What was judged, and with what.
  std::string model_path;
  ModelInfo model;
  std::string dataset_root;
  double held_out = 0;
  bool held_out_by_person = true;
  std::uint64_t held_out_seed = 0, seed = 0;
  std::vector<std::string> emotions, not_judged;
  std::vector<Point> places;                                     ///< where the emotions lie
  std::vector<int> training_faces, held_out_faces, edited_faces; ///< by emotion
  std::string classifier_path;

  Confusion real;  ///< held-out photos
  Confusion edits; ///< rows: targets
  std::vector<TargetFigures> targets;
  double distance = 0;      ///< Fréchet distance of all edited faces to real ones
  double distance_real = 0; ///< the same of held-out photos to those of the training part
  std::vector<Growth> growth;
  Steadiness steadiness;
  std::vector<CardCell> card; ///< card_radii cells for each of card_directions
  int card_faces = 0;
  std::optional<RigFigures> rig;    ///< where a rig was given and the model is one of layers
  std::optional<PairFigures> pairs; ///< where pairs were given
  std::vector<ClipFigures> clips;   ///< where clips were given
};

/// Part of the counts that lie on the diagonal.
double accuracy_of(const Confusion &confusion);
/// The mean over rows of the same part of each row; rows without counts are left out.
double balanced_accuracy_of(const Confusion &confusion);
/// The mean of the targets' `score`.
double score_of(const Report &report);

/// Writes the report as JSON; its keys are listed in docs/evaluation.md. Throws Error(Failed).
void write_json(const std::string &path, const Report &report);

} // namespace ganmut
