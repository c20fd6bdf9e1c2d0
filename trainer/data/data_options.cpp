#include "trainer/data/data_options.h"

#include <algorithm>
#include <set>

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>

#include "checkpoint/official_layout.h"
#include "emotion/mixture.h"
#include "trainer/data/class_folders.h"
#include "trainer/flags.h"

namespace ganmut {

namespace {

std::vector<std::string> names_of_numbers(const DataOptions &options) {
  constexpr int affectnet = 8;
  return options.label_names.empty() ? affectnet_names(affectnet) : options.label_names;
}

std::vector<std::string> checked(std::vector<std::string> names) {
  std::set<std::string> seen;
  for (const auto &name : names) {
    if (!is_emotion_name(name))
      throw Error(ErrorKind::BadArgument, fmt::format("'{}' cannot name an emotion; use a word without blanks, commas "
                                                      "and + * : @, and rename the folder where it is one's.",
                                                      name));
    if (!seen.insert(name).second)
      throw Error(ErrorKind::BadArgument, fmt::format("--emotions names '{}' twice.", name));
  }
  return names;
}

} // namespace

std::vector<std::string> class_names(const DataOptions &options, int classes) {
  const auto wanted = static_cast<std::size_t>(classes);
  if (!options.emotions.empty() && options.emotions.size() != wanted)
    throw Error(ErrorKind::BadArgument,
                fmt::format("--c_dim asks for {} emotions, but --emotions names {}: {}.", classes,
                            options.emotions.size(), fmt::join(options.emotions, ", ")));
  if (!options.emotions.empty())
    return checked(options.emotions);
  if (options.label_names.empty())
    return affectnet_names(classes);
  if (options.label_names.size() < wanted)
    throw Error(ErrorKind::BadArgument,
                fmt::format("--c_dim asks for {} emotions, but --label_names names only {}: {}.", classes,
                            options.label_names.size(), fmt::join(options.label_names, ", ")));
  return checked({options.label_names.begin(), options.label_names.begin() + classes});
}

std::vector<int> classes_of_numbers(const DataOptions &options, int classes) {
  if (options.emotions.empty()) {
    std::vector<int> same(static_cast<std::size_t>(classes));
    for (int k = 0; k < classes; ++k)
      same[static_cast<std::size_t>(k)] = k;
    return same;
  }
  const auto names = names_of_numbers(options);
  std::vector<int> result(names.size(), -1);
  for (std::size_t k = 0; k < options.emotions.size(); ++k) {
    const auto &emotion = options.emotions[k];
    const auto at = std::find(names.begin(), names.end(), emotion);
    if (at == names.end())
      throw Error(ErrorKind::BadArgument,
                  fmt::format("--emotions: '{}' is not known; choose from {}, or say with --label_names what the "
                              "numbers in training.csv mean.",
                              emotion, fmt::join(names, ", ")));
    auto &label = result[static_cast<std::size_t>(at - names.begin())];
    if (label >= 0)
      throw Error(ErrorKind::BadArgument, fmt::format("--emotions names '{}' twice.", emotion));
    label = static_cast<int>(k);
  }
  return result;
}

void add_data_flags(Flags &flags, DataOptions &o) {
  flags.add("dataset_root", o.dataset_root, "folder that holds training.csv, or one folder of pictures a class");
  flags.add("imgs_folder", o.imgs_folder, "folder of training.csv's pictures, below dataset_root");
  auto *emotions = flags
                       .add("emotions", o.emotions,
                            "classes wanted, in order, neutral first, separated by commas; others are left out")
                       ->delimiter(',');
  flags
      .add("label_names", o.label_names, "what the numbers 0, 1, ... in training.csv mean (default: AffectNet's names)")
      ->delimiter(',');
  flags.choice("unreadable", o.unreadable, {{"stop", Unreadable::Stop}, {"skip", Unreadable::Skip}},
               "what to do with pictures that are missing or damaged, or where no face can be found; those skipped are "
               "counted in the log");
  flags.add("cache", o.cache,
            "folder of the cached crops, or none (default: crops, below model_save_dir); they show people's faces");
  flags.add("held_out", o.held_out, "part of the persons or files that is never trained on")
      ->check(CLI::Range(0., 0.9));
  flags.choice("held_out_by", o.held_out_by, {{"person", HeldOutBy::Person}, {"file", HeldOutBy::File}},
               "hold out whole persons (file names that differ only in the number at their end), or files");
  flags.add("held_out_seed", o.held_out_seed, "chooses who is held out");
  flags.add("balanced", o.balanced, "true: every class is drawn as often as any other");
  flags.choice("interpolation", o.interpolation,
               {{"nearest", Interpolation::Nearest}, {"bilinear", Interpolation::Bilinear}},
               "of the pictures that are turned and moved: nearest (official) or bilinear");
  flags.add("num_workers", o.num_workers, "threads that read and augment pictures")->check(CLI::PositiveNumber);

  flags.after([emotions, &o] {
    o.emotions_named = emotions->count() > 0;
    if (o.emotions_named)
      return;
    if (auto folders = class_folders(o.dataset_root); !folders.empty())
      o.emotions = std::move(folders);
  });
}

} // namespace ganmut
