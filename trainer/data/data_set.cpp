#include "trainer/data/data_set.h"

#include <spdlog/spdlog.h>

#include "trainer/data/split.h"

namespace ganmut {

DataSet read_data_set(const DataOptions &options, int classes) {
  const auto files = read_labelled_files(options, classes);
  const auto parts = split(files, options);
  const auto picked = [&](const std::vector<std::size_t> &which) {
    std::vector<LabelledFile> some;
    for (const auto i : which)
      some.push_back(files[i]);
    return some;
  };
  if (!parts.held_out.empty())
    spdlog::info("{} pictures to train on, {} held out", parts.training.size(), parts.held_out.size());
  return {picked(parts.training), picked(parts.held_out)};
}

} // namespace ganmut
