#include "trainer/evaluation/pair_figures.h"

#include <algorithm>
#include <map>

#include <ganmut/error.h>

#include "trainer/data/data_set.h"
#include "trainer/evaluation/evaluation_data.h"

namespace ganmut {

namespace {

constexpr std::array<double, 3> intensities = {0.5, 0.75, 1}; ///< people smile more and less

/// One person in both expressions.
struct Pair {
  Subject neutral, expressive;
};

std::string emotion_of(const std::string &folder, const ModelInfo &info) {
  const std::string name = folder == "smiling" ? "happy" : folder;
  if (std::find(info.emotions.begin(), info.emotions.end(), name) == info.emotions.end())
    throw Error(ErrorKind::BadArgument, "--pairs_root: the folder '" + folder +
                                            "' is no emotion of the model; name it after one, or smiling for happy.");
  return name;
}

std::vector<Pair> held_out_pairs(const DataOptions &options, const std::vector<std::string> &folders,
                                 const AlignedCrops &maker) {
  std::map<std::string, std::map<int, Subject>> people;
  for (const auto &file : read_class_folders(options.dataset_root, folders))
    if (is_held_out(file.path, options))
      if (const auto face = maker.face_in(read_photo(file), file.path))
        people[person_of(file.path)].insert({file.label, {file, *face}});
  std::vector<Pair> pairs;
  for (const auto &[name, photos] : people)
    if (photos.size() == folders.size())
      pairs.push_back({photos.at(0), photos.at(1)});
  if (pairs.empty())
    throw Error(ErrorKind::BadArgument, "--pairs_root: nobody in '" + options.dataset_root +
                                            "' is both held out and photographed in both expressions.");
  return pairs;
}

double mouth_distance(const Prediction &a, const Prediction &b) {
  return (a.landmarks - b.landmarks).slice(0, 48).square().sum(1).sqrt().mean().item<double>();
}

double embedding_distance(const Prediction &a, const Prediction &b) {
  return (a.embedding - b.embedding).norm().item<double>();
}

/// What is left of the way from one prediction to another.
struct Rest {
  double mouth, embedding;
};

Rest rest_of(const Prediction &edited, const Prediction &from, const Prediction &to) {
  return {mouth_distance(edited, to) / std::max(mouth_distance(from, to), 1e-6),
          embedding_distance(edited, to) / std::max(embedding_distance(from, to), 1e-6)};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto n = values.size();
  return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

} // namespace

PairFigures measure_by_pairs(const DataOptions &options, const AlignedCrops &maker, Evaluator &evaluator,
                             JudgedModel &model) {
  const auto folders = class_folders(options.dataset_root);
  if (folders.size() != 2 || folders.front() != "neutral")
    throw Error(ErrorKind::BadArgument,
                "--pairs_root: '" + options.dataset_root + "' must hold two folders, neutral and another expression.");
  const auto &space = model.model().space();
  const auto neutral = space.point("neutral"), wanted = space.point(emotion_of(folders.back(), model.model().info()));
  const auto between = [&](double part) {
    const auto t = static_cast<float>(part);
    return Point{neutral.x + t * (wanted.x - neutral.x), neutral.y + t * (wanted.y - neutral.y),
                 neutral.z + t * (wanted.z - neutral.z)};
  };
  const auto pairs = held_out_pairs(options, folders, maker);
  std::vector<double> put_on_mouth, put_on_embedding, removed_mouth, removed_embedding;
  for (const auto &[calm, expressive] : pairs) {
    const auto predicted = [&](const Subject &subject, const Point *point) {
      auto photo = read_photo(subject.file);
      if (point != nullptr)
        model.edit(photo, subject.face, *point);
      return evaluator.predict(photo, subject.face);
    };
    const auto without = predicted(calm, nullptr), with = predicted(expressive, nullptr);
    Rest best{1e9, 1e9};
    for (const double intensity : intensities) {
      const auto point = between(intensity);
      const auto rest = rest_of(predicted(calm, &point), without, with);
      best = {std::min(best.mouth, rest.mouth), std::min(best.embedding, rest.embedding)};
    }
    put_on_mouth.push_back(best.mouth);
    put_on_embedding.push_back(best.embedding);
    const auto removed = rest_of(predicted(expressive, &neutral), with, without);
    removed_mouth.push_back(removed.mouth);
    removed_embedding.push_back(removed.embedding);
  }
  return {static_cast<int>(pairs.size()), median(put_on_mouth), median(put_on_embedding), median(removed_mouth),
          median(removed_embedding)};
}

} // namespace ganmut
