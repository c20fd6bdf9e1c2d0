#pragma once

#include <vector>

#include "trainer/evaluation/subject.h"

namespace ganmut {

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
