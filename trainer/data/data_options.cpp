#include "trainer/data/data_options.h"

#include <algorithm>
#include <set>

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>

#include "checkpoint/official_layout.h"
#include "emotion/mixture.h"

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

} // namespace ganmut
