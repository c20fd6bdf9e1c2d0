#include "trainer/evaluation/judged_edits.h"

#include "trainer/evaluation/evaluator.h"
#include "trainer/evaluation/metrics.h"

namespace ganmut {

namespace {

constexpr int ssim_size = 128;

/// Brows, eyes and nose in own_alignment()'s template.
cv::Rect upper_face() {
  const auto at = [](double part) { return cvRound(part * ssim_size); };
  return {cv::Point(at(0.2), at(0.16)), cv::Point(at(0.8), at(0.52))};
}

JudgedEdit judged(std::size_t subject, int own, int target, const Prediction &before, Prediction after,
                  const LandmarkShifts &shifts) {
  JudgedEdit edit{subject, own, target, before, std::move(after)};
  const auto moved = edit.after.landmarks - before.landmarks, expected = shifts.between(own, target);
  edit.amount = amount_of(moved, expected);
  edit.cosine = cosine_of(moved, expected);
  return edit;
}

} // namespace

std::vector<JudgedEdit> judge_edits(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                    Evaluator &evaluator, const EditPhoto &edit) {
  std::vector<JudgedEdit> edits;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto &[file, face] = subjects[i];
    const auto photo = read_photo(file);
    const auto before = evaluator.predict(photo, face);
    const auto crop = judged_crop(photo, face, ssim_size);
    for (int target = 0; target < classes; ++target) {
      if (target == file.label)
        continue;
      auto edited = photo.clone();
      edit(edited, face, target);
      edits.push_back(judged(i, file.label, target, before, evaluator.predict(edited, face), shifts));
      edits.back().upper_ssim = ssim(crop, judged_crop(edited, face, ssim_size), upper_face());
    }
  }
  return edits;
}

std::vector<JudgedEdit> judge_paint(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                    Evaluator &evaluator, const Paint &paint) {
  std::vector<JudgedEdit> edits;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto &[file, face] = subjects[i];
    auto photo = read_photo(file);
    const auto before = evaluator.predict(photo, face);
    apply(paint, photo, face);
    const auto after = evaluator.predict(photo, face);
    for (int target = 0; target < classes; ++target)
      if (target != file.label)
        edits.push_back(judged(i, file.label, target, before, after, shifts));
  }
  return edits;
}

} // namespace ganmut
