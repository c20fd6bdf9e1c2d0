#include "trainer/evaluation/space_figures.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "geometry/alignment.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/evaluation/evaluator.h"
#include "trainer/evaluation/metrics.h"

namespace ganmut {

namespace {

/// The mean of `lists`, entry by entry, and of their correlations with `parts`.
GrowthCurve mean_curve(const std::vector<std::vector<double>> &lists, const std::vector<double> &parts) {
  GrowthCurve curve;
  curve.mean.assign(parts.size(), 0);
  for (const auto &list : lists) {
    const auto count = static_cast<double>(lists.size());
    for (std::size_t i = 0; i < parts.size(); ++i)
      curve.mean[i] += list[i] / count;
    curve.spearman += spearman(parts, list) / count;
    curve.pearson += pearson(parts, list) / count;
  }
  return curve;
}

constexpr int compared_size = 128;

double difference(const cv::Mat &a, const cv::Mat &b) {
  return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total() * static_cast<std::size_t>(a.channels()));
}

/// The second differences of a path of pictures in parts of its first differences. `closed`: the first comes after
/// the last.
double bend_of(const std::vector<cv::Mat> &path, bool closed) {
  const auto count = path.size();
  const auto at = [&](std::size_t i) -> const cv::Mat & { return path[i % count]; };
  double steps = 0, bends = 0;
  for (std::size_t i = 0; i + (closed ? 0 : 1) < count; ++i)
    steps += difference(at(i), at(i + 1));
  for (std::size_t i = 0; i + (closed ? 0 : 2) < count; ++i)
    bends += difference(at(i) + at(i + 2), 2 * at(i + 1));
  return steps > 0 ? bends / steps : 0;
}

double bend_along(const std::vector<Point> &points, const FaceCrop &crop, bool closed, JudgedModel &model) {
  return bend_of(model.render(std::vector<FaceCrop>(points.size(), crop), points), closed);
}

std::vector<Point> way_to(int emotion, const JudgedModel &model) {
  constexpr int steps = 8;
  std::vector<Point> points;
  for (int i = 0; i <= steps; ++i)
    points.push_back(model.on_the_way(emotion, static_cast<double>(i) / steps));
  return points;
}

std::vector<Point> round_the_border(const JudgedModel &model) {
  constexpr int steps = 28;
  std::vector<Point> points;
  for (int i = 0; i < steps; ++i)
    points.push_back(model.towards(2 * M_PI * i / steps, 1));
  return points;
}

/// The face as a landmark detector gives it that is off by one part in `compared_size` of the aligned picture.
Face moved(Face face, bool down) {
  const auto to_frame = aligned_to_frame(own_alignment(), compared_size, face);
  const float step = std::hypot(to_frame(0, 0), to_frame(1, 0));
  const auto move = [&](float &x, float &y) { (down ? y : x) += step; };
  move(face.box.x, face.box.y);
  for (auto &point : face.landmarks)
    move(point.x, point.y);
  return face;
}

/// The mean shift from neutral to the mixture of emotions at a point; those not judged move nothing.
torch::Tensor mixed_shift(const std::vector<EmotionShare> &shares, const std::vector<std::string> &emotions,
                          const LandmarkShifts &shifts) {
  auto sum = torch::zeros({68, 2});
  for (const auto &[name, share] : shares)
    if (const auto at = std::find(emotions.begin(), emotions.end(), name); at != emotions.end())
      sum += share * shifts.between(0, static_cast<int>(at - emotions.begin()));
  return sum;
}

/// A photo that is edited many times.
struct LoadedSubject {
  cv::Mat photo;
  Face face;
  torch::Tensor landmarks; ///< before
};

CardCell judged_cell(CardCell cell, const std::vector<LoadedSubject> &loaded, const std::vector<std::string> &emotions,
                     const LandmarkShifts &shifts, Evaluator &evaluator, JudgedModel &model) {
  const auto shares = model.model().space().describe(cell.point);
  const auto expected = mixed_shift(shares, emotions, shifts);
  cell.expected = shares.front().name;
  const auto count = static_cast<double>(loaded.size());
  auto votes = torch::zeros({static_cast<std::int64_t>(emotions.size())}), certainty = torch::zeros_like(votes);
  for (const auto &[photo, face, landmarks] : loaded) {
    auto edited = photo.clone();
    model.edit(edited, face, cell.point);
    const auto prediction = evaluator.predict(edited, face);
    votes[prediction.judged()] += 1;
    certainty += prediction.probabilities;
    cell.agreement += emotions[static_cast<std::size_t>(prediction.judged())] == cell.expected ? 1 / count : 0;
    cell.amount += amount_of(prediction.landmarks - landmarks, expected) / count;
  }
  cell.judged = static_cast<int>((votes * count + certainty / count).argmax().item<std::int64_t>());
  cell.certainty = certainty[cell.judged].item<double>() / count;
  return cell;
}

} // namespace

std::vector<Growth> measure_growth(const std::vector<Subject> &subjects, int classes, const LandmarkShifts &shifts,
                                   Evaluator &evaluator, JudgedModel &model) {
  const auto &parts = growth_parts();
  std::vector<Growth> growths;
  for (int target = 1; target < classes; ++target) {
    std::vector<std::vector<double>> certainties, amounts;
    for (const auto &[file, face] : subjects) {
      if (file.label == target)
        continue;
      const auto photo = read_photo(file);
      const auto before = evaluator.predict(photo, face).landmarks;
      certainties.emplace_back();
      amounts.emplace_back();
      for (const double part : parts) {
        auto edited = photo.clone();
        model.edit(edited, face, model.on_the_way(target, part));
        const auto prediction = evaluator.predict(edited, face);
        certainties.back().push_back(prediction.probabilities[target].item<double>());
        amounts.back().push_back(amount_of(prediction.landmarks - before, shifts.between(file.label, target)));
      }
    }
    growths.push_back(
        {target, static_cast<int>(amounts.size()), mean_curve(certainties, parts), mean_curve(amounts, parts)});
  }
  return growths;
}

Steadiness measure_steadiness(const std::vector<Subject> &subjects, int classes, JudgedModel &model) {
  Steadiness sums;
  const auto count = static_cast<double>(subjects.size()), ways = count * (classes - 1);
  for (const auto &[file, face] : subjects) {
    const auto photo = read_photo(file);
    const auto crop = model.crop(photo, face);
    const auto seen = judged_crop(photo, face, compared_size);
    sums.bend_round += bend_along(round_the_border(model), crop, true, model) / count;
    const Face off_by_one[] = {moved(face, false), moved(face, true)};
    for (const auto &off : off_by_one)
      sums.shift += difference(seen, judged_crop(photo, off, compared_size)) / (2 * count);
    for (int target = 1; target < classes; ++target) {
      sums.bend_outwards += bend_along(way_to(target, model), crop, false, model) / ways;
      auto edited = photo.clone();
      model.edit(edited, face, model.on_the_way(target, 1));
      const auto seen_edited = judged_crop(edited, face, compared_size);
      for (const auto &off : off_by_one) {
        auto edited_off = photo.clone();
        model.edit(edited_off, off, model.on_the_way(target, 1));
        sums.flicker += difference(seen_edited, judged_crop(edited_off, face, compared_size)) / (2 * ways);
      }
    }
  }
  return sums;
}

std::vector<double> reconstruction_errors(const std::vector<Subject> &subjects, int classes, JudgedModel &model,
                                          const Evaluator &evaluator) {
  std::vector<double> sums(static_cast<std::size_t>(classes), 0), counts = sums;
  for (const auto &[file, face] : subjects) {
    const auto crop = model.crop(read_photo(file), face);
    std::vector<Point> there;
    for (int target = 0; target < classes; ++target)
      there.push_back(model.on_the_way(target, 1));
    std::vector<FaceCrop> edits;
    for (const auto &picture : model.render(std::vector<FaceCrop>(there.size(), crop), there)) {
      edits.push_back(crop);
      picture.convertTo(edits.back().picture, CV_8U);
      if (model.model().info().output != OutputKind::Layers)
        continue; // the others do not look at landmarks
      edits.back().face.landmarks = evaluator.landmarks(edits.back().picture, crop.face.box);
    }
    const auto back = model.render(edits, std::vector<Point>(there.size(), model.on_the_way(file.label, 1)));
    cv::Mat original;
    crop.picture.convertTo(original, CV_32F);
    for (std::size_t target = 0; target < back.size(); ++target)
      if (static_cast<int>(target) != file.label) {
        sums[target] += difference(original, back[target]);
        ++counts[target];
      }
  }
  for (std::size_t target = 0; target < sums.size(); ++target)
    sums[target] /= std::max(1., counts[target]);
  return sums;
}

std::vector<CardCell> space_card(const std::vector<Subject> &subjects, const std::vector<std::string> &emotions,
                                 const LandmarkShifts &shifts, Evaluator &evaluator, JudgedModel &model) {
  std::vector<LoadedSubject> loaded;
  for (const auto &[file, face] : subjects) {
    const auto photo = read_photo(file);
    loaded.push_back({photo, face, evaluator.predict(photo, face).landmarks});
  }
  std::vector<CardCell> cells;
  for (int direction = 0; direction < card_directions; ++direction)
    for (int ring = 1; ring <= card_radii; ++ring) {
      CardCell cell;
      cell.theta = 2 * M_PI * direction / card_directions;
      cell.radius = static_cast<double>(ring) / card_radii;
      cell.point = model.towards(cell.theta, cell.radius);
      cells.push_back(judged_cell(cell, loaded, emotions, shifts, evaluator, model));
    }
  return cells;
}

} // namespace ganmut
