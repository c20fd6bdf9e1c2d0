#include "trainer/data/labelled_files.h"

#include <filesystem>

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "trainer/data/class_folders.h"

namespace fs = std::filesystem;

namespace ganmut {

namespace {

/// The names of the classes; of a folder a class, by default those of the folders.
std::vector<std::string> names_for(const DataOptions &options, int classes, const std::vector<std::string> &folders) {
  auto named = options;
  if (options.emotions.empty() && !folders.empty())
    named.emotions = folders;
  return class_names(named, classes);
}

void log_classes(const std::vector<LabelledFile> &files, const std::vector<std::string> &names,
                 std::size_t other_classes) {
  std::vector<std::size_t> counts(names.size(), 0);
  for (const auto &file : files)
    ++counts[static_cast<std::size_t>(file.label)];
  std::vector<std::string> parts;
  for (std::size_t k = 0; k < names.size(); ++k)
    parts.push_back(fmt::format("{} {}", names[k], counts[k]));
  spdlog::info("{} pictures: {}; left out: {} rows of other classes", files.size(), fmt::join(parts, ", "),
               other_classes);
  for (std::size_t k = 0; k < names.size(); ++k)
    if (counts[k] == 0)
      spdlog::warn("there is no picture of class {} ({})", k, names[k]);
}

} // namespace

std::vector<LabelledFile> read_labelled_files(const DataOptions &options, int classes) {
  const auto csv = options.dataset_root + "/training.csv";
  std::error_code none;
  const bool has_table = fs::exists(csv, none);
  const auto folders = class_folders(options.dataset_root);
  if (!has_table && folders.empty())
    throw Error(ErrorKind::NotFound, "The data set " + options.dataset_root +
                                         " holds neither training.csv nor a folder of pictures for every class.");
  const auto names = names_for(options, classes, folders);
  LabelTable table;
  if (has_table)
    table =
        read_label_table(csv, options.dataset_root + "/" + options.imgs_folder, classes_of_numbers(options, classes));
  else
    table.files = read_class_folders(options.dataset_root, names);
  if (table.files.empty())
    throw Error(ErrorKind::BadFile, fmt::format("{} has no row of the emotions {}.", csv, fmt::join(names, ", ")));
  log_classes(table.files, names, table.other_classes);
  return table.files;
}

} // namespace ganmut
