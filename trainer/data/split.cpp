#include "trainer/data/split.h"

#include <filesystem>

#include <fmt/format.h>

#include <ganmut/error.h>

#include "trainer/data/stable_hash.h"

namespace ganmut {

std::string person_of(const std::string &path) {
  const auto name = std::filesystem::path(path).stem().string();
  const auto last = name.find_last_not_of("0123456789");
  const bool numbered = last != std::string::npos && last > 0 && last + 1 < name.size() && name[last] == '_';
  return numbered ? name.substr(0, last) : name;
}

bool is_held_out(const std::string &path, const DataOptions &options) {
  const auto name =
      options.held_out_by == HeldOutBy::Person ? person_of(path) : std::filesystem::path(path).filename().string();
  const auto hash = StableHash().add(options.held_out_seed).add(name).value();
  return static_cast<double>(hash >> 11U) * 0x1p-53 < options.held_out; // uniform in [0, 1)
}

Split split(const std::vector<LabelledFile> &files, const DataOptions &options) {
  Split parts;
  for (std::size_t i = 0; i < files.size(); ++i)
    (is_held_out(files[i].path, options) ? parts.held_out : parts.training).push_back(i);
  if (options.held_out > 0 && (parts.training.empty() || parts.held_out.empty()))
    throw Error(ErrorKind::BadArgument,
                fmt::format("--held_out {} leaves {} of {} pictures to train on; try another --held_out_seed, or "
                            "--held_out_by file if the file names do not tell persons apart.",
                            options.held_out, parts.training.size(), files.size()));
  return parts;
}

} // namespace ganmut
