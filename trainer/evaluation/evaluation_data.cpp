#include "trainer/evaluation/evaluation_data.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>

#include "checkpoint/official_layout.h"
#include "trainer/data/data_set.h"
#include "trainer/data/picture_file.h"
#include "trainer/data/stable_hash.h"

namespace ganmut {

namespace {

using Names = std::vector<std::string>;

constexpr std::size_t most_a_class = 3000; // more would make detecting and training long, not the judge better
constexpr std::size_t fewest_training = 5, fewest_held_out = 1;

bool contains(const Names &names, const std::string &name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The names that the data set's pictures can have.
Names names_in_data(const DataOptions &options) {
  if (auto folders = class_folders(options.dataset_root); !folders.empty())
    return folders;
  constexpr int affectnet = 8;
  return options.label_names.empty() ? affectnet_names(affectnet) : options.label_names;
}

bool is_wanted(const std::string &name, const DataOptions &options) {
  return !options.emotions_named || contains(options.emotions, name);
}

Names candidates(const DataOptions &options, const Names &model_emotions) {
  for (const auto &name : options.emotions)
    if (options.emotions_named && !contains(model_emotions, name))
      throw Error(ErrorKind::BadArgument, fmt::format("--emotions: the model has no emotion '{}'; it has {}.", name,
                                                      fmt::join(model_emotions, ", ")));
  const auto known = names_in_data(options);
  Names names;
  for (const auto &name : model_emotions)
    if (contains(known, name) && is_wanted(name, options))
      names.push_back(name);
  return names;
}

[[noreturn]] void refuse(const Names &model_emotions, const Names &usable) {
  throw Error(
      ErrorKind::BadArgument,
      fmt::format("The model's emotions are {}; of these the data set has enough pictures of: {}. The first and "
                  "another one are needed (see --emotions, --label_names, --held_out).",
                  fmt::join(model_emotions, ", "),
                  usable.empty() ? "none" : fmt::format("{}", fmt::join(usable, ", "))));
}

std::vector<std::size_t> counts_of(const std::vector<LabelledFile> &files, std::size_t classes) {
  std::vector<std::size_t> counts(classes, 0);
  for (const auto &file : files)
    ++counts[static_cast<std::size_t>(file.label)];
  return counts;
}

/// Only the classes whose new label is not -1.
std::vector<LabelledFile> relabelled(const std::vector<LabelledFile> &files, const std::vector<int> &new_labels) {
  std::vector<LabelledFile> result;
  for (auto file : files)
    if (file.label = new_labels[static_cast<std::size_t>(file.label)]; file.label >= 0)
      result.push_back(file);
  return result;
}

/// At most `most_a_class` of each class.
std::vector<LabelledFile> thinned(std::vector<LabelledFile> files, std::size_t classes, std::uint64_t seed) {
  std::stable_sort(files.begin(), files.end(),
                   [seed](const auto &a, const auto &b) { return rank_of(a, seed) < rank_of(b, seed); });
  std::vector<std::size_t> counts(classes, 0);
  std::vector<LabelledFile> kept;
  for (const auto &file : files)
    if (counts[static_cast<std::size_t>(file.label)]++ < most_a_class)
      kept.push_back(file);
  return kept;
}

/// The first of them: one of `part`, but at least one.
std::vector<Subject> first_part(const std::vector<Subject> &subjects, std::size_t part) {
  const auto count = std::min(subjects.size(), std::max<std::size_t>(1, subjects.size() / part));
  return {subjects.begin(), subjects.begin() + static_cast<std::ptrdiff_t>(count)};
}

} // namespace

std::vector<Subject> subjects_of(const std::vector<LabelledFile> &files, const AlignedCrops &maker) {
  std::vector<Subject> subjects;
  for (const auto &file : files)
    if (const auto face = maker.face_in(read_photo(file), file.path))
      subjects.push_back({file, *face});
  return subjects;
}

cv::Mat read_photo(const LabelledFile &file) {
  auto photo = read_picture(file.path);
  if (photo.empty())
    throw Error(ErrorKind::Unreadable, "The picture " + place_of(file) + " cannot be read.");
  return photo;
}

std::uint64_t rank_of(const LabelledFile &file, std::uint64_t seed) {
  return StableHash().add(seed).add(std::filesystem::path(file.path).filename().string()).value();
}

EvaluationData evaluation_data(const DataOptions &options, const Names &model_emotions) {
  auto wanted = options;
  wanted.emotions = candidates(options, model_emotions);
  if (wanted.emotions.size() < 2)
    refuse(model_emotions, wanted.emotions);
  const auto classes = wanted.emotions.size();
  const auto [training, held_out] = read_data_set(wanted, static_cast<int>(classes));

  EvaluationData data;
  const auto trained = counts_of(training, classes), kept_back = counts_of(held_out, classes);
  std::vector<int> new_labels(classes, -1);
  for (std::size_t k = 0; k < classes; ++k)
    if (trained[k] >= fewest_training && kept_back[k] >= fewest_held_out) {
      new_labels[k] = static_cast<int>(data.emotions.size());
      data.emotions.push_back(wanted.emotions[k]);
    }
  if (data.emotions.size() < 2 || data.emotions.front() != model_emotions.front())
    refuse(model_emotions, data.emotions);
  for (const auto &name : model_emotions)
    if (!contains(data.emotions, name) && is_wanted(name, options))
      data.not_judged.push_back(name);
  data.training = thinned(relabelled(training, new_labels), data.emotions.size(), options.held_out_seed);
  data.held_out = thinned(relabelled(held_out, new_labels), data.emotions.size(), options.held_out_seed);
  return data;
}

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
