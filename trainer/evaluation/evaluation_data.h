#pragma once

#include <string>
#include <vector>

#include <ganmut/face.h>
#include <opencv2/core.hpp>

#include "trainer/data/aligned_crops.h"
#include "trainer/data/data_options.h"
#include "trainer/data/label_table.h"

namespace ganmut {

/// A labelled photo and the face in it.
struct Subject {
  LabelledFile file; ///< its label counts the emotions that are judged
  Face face;         ///< pixels of the photo
};

/// The photo: CV_8UC3 BGR. Throws Error(Unreadable) that names it.
cv::Mat read_photo(const LabelledFile &file);

/// The files in which `maker` finds a face.
std::vector<Subject> subjects_of(const std::vector<LabelledFile> &files, const AlignedCrops &maker);

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

/// The faces that the parts of an evaluation edit. The first of a list are spread over the classes like the whole.
struct EvaluationSubjects {
  std::vector<Subject> all;     ///< edited to every emotion
  std::vector<Subject> some;    ///< a fifth of them, for what takes many edits a face
  std::vector<Subject> fewer;   ///< a tenth, for what takes more
  std::vector<Subject> neutral; ///< a few neutral ones, for what takes most
  std::vector<Subject> shown;   ///< on the page: two neutral ones and another
};

/// `count` of the `held_out` pictures, as evenly over their labels as there are pictures; which, the seed decides.
std::vector<LabelledFile> balanced_choice(std::vector<LabelledFile> held_out, std::size_t count, std::uint64_t seed);

/// `faces`: a balanced choice.
EvaluationSubjects evaluation_subjects(const std::vector<Subject> &faces);

} // namespace ganmut
