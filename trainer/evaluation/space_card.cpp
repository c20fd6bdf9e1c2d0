#include "trainer/evaluation/space_card.h"

#include <algorithm>
#include <cmath>

namespace ganmut {

namespace {

/// The mean shift from neutral to the mixture of emotions at a point; those not judged move nothing.
torch::Tensor mixed_shift(const std::vector<EmotionShare> &shares, const std::vector<std::string> &emotions,
                          const LandmarkShifts &shifts) {
  auto sum = torch::zeros({68, 2});
  for (const auto &[name, share] : shares)
    if (const auto at = std::find(emotions.begin(), emotions.end(), name); at != emotions.end())
      sum += share * shifts.between(0, static_cast<int>(at - emotions.begin()));
  return sum;
}

struct Sitter {
  cv::Mat photo;
  Face face;
  torch::Tensor landmarks; ///< before
};

CardCell judged_cell(CardCell cell, const std::vector<Sitter> &sitters, const std::vector<std::string> &emotions,
                     const LandmarkShifts &shifts, Examiner &examiner, JudgedModel &model) {
  const auto shares = model.model().space().describe(cell.point);
  const auto expected = mixed_shift(shares, emotions, shifts);
  cell.expected = shares.front().name;
  const auto count = static_cast<double>(sitters.size());
  auto votes = torch::zeros({static_cast<std::int64_t>(emotions.size())}), certainty = torch::zeros_like(votes);
  for (const auto &[photo, face, landmarks] : sitters) {
    auto edited = photo.clone();
    model.edit(edited, face, cell.point);
    const auto look = examiner.look(edited, face);
    votes[look.judged()] += 1;
    certainty += look.probabilities;
    cell.agreement += emotions[static_cast<std::size_t>(look.judged())] == cell.expected ? 1 / count : 0;
    cell.amount += amount_of(look.landmarks - landmarks, expected) / count;
  }
  cell.judged = static_cast<int>((votes * count + certainty / count).argmax().item<std::int64_t>());
  cell.certainty = certainty[cell.judged].item<double>() / count;
  return cell;
}

} // namespace

std::vector<CardCell> space_card(const std::vector<Subject> &subjects, const std::vector<std::string> &emotions,
                                 const LandmarkShifts &shifts, Examiner &examiner, JudgedModel &model) {
  std::vector<Sitter> sitters;
  for (const auto &[file, face] : subjects) {
    const auto photo = read_photo(file);
    sitters.push_back({photo, face, examiner.look(photo, face).landmarks});
  }
  std::vector<CardCell> cells;
  for (int direction = 0; direction < card_directions; ++direction)
    for (int ring = 1; ring <= card_radii; ++ring) {
      CardCell cell;
      cell.theta = 2 * M_PI * direction / card_directions;
      cell.radius = static_cast<double>(ring) / card_radii;
      cell.point = model.towards(cell.theta, cell.radius);
      cells.push_back(judged_cell(cell, sitters, emotions, shifts, examiner, model));
    }
  return cells;
}

} // namespace ganmut
