#include "trainer/evaluation/evaluation_subjects.h"

#include <algorithm>
#include <map>

#include "trainer/evaluation/evaluation_data.h"

namespace ganmut {

namespace {

/// The first of them: one of `part`, but at least one.
std::vector<Subject> first_part(const std::vector<Subject> &subjects, std::size_t part) {
  const auto count = std::min(subjects.size(), std::max<std::size_t>(1, subjects.size() / part));
  return {subjects.begin(), subjects.begin() + static_cast<std::ptrdiff_t>(count)};
}

} // namespace

std::vector<LabelledFile> balanced_choice(std::vector<LabelledFile> held_out, std::size_t count, std::uint64_t seed) {
  std::stable_sort(held_out.begin(), held_out.end(),
                   [seed](const auto &a, const auto &b) { return rank_of(a, seed) < rank_of(b, seed); });
  std::map<int, std::vector<LabelledFile>> classes;
  for (const auto &file : held_out)
    classes[file.label].push_back(file);
  std::vector<LabelledFile> chosen;
  for (std::size_t turn = 0; turn < held_out.size(); ++turn)
    for (const auto &[label, members] : classes)
      if (turn < members.size() && chosen.size() < count)
        chosen.push_back(members[turn]);
  return chosen;
}

EvaluationSubjects evaluation_subjects(const std::vector<Subject> &faces) {
  EvaluationSubjects subjects;
  subjects.all = faces;
  subjects.some = first_part(faces, 5);
  subjects.fewer = first_part(faces, 10);
  const auto wanted = std::max<std::size_t>(2, faces.size() / 25);
  for (const auto &face : faces)
    if (face.file.label == 0 && subjects.neutral.size() < wanted)
      subjects.neutral.push_back(face);
  const auto two = std::min<std::size_t>(2, subjects.neutral.size());
  subjects.shown = {subjects.neutral.begin(), subjects.neutral.begin() + static_cast<std::ptrdiff_t>(two)};
  const auto other = std::find_if(faces.begin(), faces.end(), [](const auto &face) { return face.file.label != 0; });
  if (other != faces.end())
    subjects.shown.push_back(*other);
  return subjects;
}

} // namespace ganmut
