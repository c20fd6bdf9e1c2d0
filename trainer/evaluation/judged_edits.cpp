#include "trainer/evaluation/judged_edits.h"

#include "trainer/evaluation/judged_view.h"
#include "trainer/evaluation/ssim.h"

namespace ganmut {

namespace {

constexpr int ssim_size = 128;

/// Brows, eyes and nose in own_alignment()'s template.
cv::Rect upper_face() {
  const auto at = [](double part) { return cvRound(part * ssim_size); };
  return {cv::Point(at(0.2), at(0.16)), cv::Point(at(0.8), at(0.52))};
}

} // namespace

std::vector<JudgedEdit> judge_edits(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                    Examiner &examiner, const EditPhoto &edit) {
  std::vector<JudgedEdit> edits;
  for (const auto &[file, face] : subjects) {
    const auto photo = read_photo(file);
    const auto before = examiner.look(photo, face);
    const auto crop = judged_crop(photo, face, ssim_size);
    for (int target = 0; target < classes; ++target) {
      if (target == file.label)
        continue;
      auto edited = photo.clone();
      edit(edited, face, target);
      JudgedEdit judged{file.label, target, before, examiner.look(edited, face)};
      const auto moved = judged.after.landmarks - before.landmarks, expected = shifts.between(file.label, target);
      judged.amount = amount_of(moved, expected);
      judged.cosine = cosine_of(moved, expected);
      judged.upper_ssim = ssim(crop, judged_crop(edited, face, ssim_size), upper_face());
      edits.push_back(std::move(judged));
    }
  }
  return edits;
}

} // namespace ganmut
