#include "trainer/data/data_set.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "trainer/data/stable_hash.h"

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

bool is_picture(const fs::directory_entry &entry) {
  constexpr std::array endings{".jpg",  ".jpeg", ".png", ".bmp",  ".webp", ".tif",
                               ".tiff", ".ppm",  ".pgm", ".jfif", ".jpe"};
  auto ending = entry.path().extension().string();
  for (auto &letter : ending)
    if (letter >= 'A' && letter <= 'Z') // not tolower(), which follows the locale
      letter = static_cast<char>(letter - 'A' + 'a');
  return entry.path().filename().string().front() != '.' &&
         std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// Says how many files of a folder are left out because their names do not end as a picture's; what systems leave
/// behind does not count.
void warn_of_other_files(const fs::path &folder) {
  constexpr std::size_t shown = 3;
  std::vector<std::string> names;
  std::error_code none;
  for (const auto &entry : fs::directory_iterator(folder, none))
    if (const auto name = entry.path().filename().string();
        entry.is_regular_file(none) && name.front() != '.' && name != "Thumbs.db" && !is_picture(entry))
      names.push_back(name);
  if (names.empty())
    return;
  std::sort(names.begin(), names.end());
  const auto count = names.size();
  names.resize(std::min(count, shown));
  spdlog::warn("{}: {} files are no pictures that are read and are left out: {}{}", folder.string(), count,
               fmt::join(names, ", "), count > shown ? ", ..." : "");
}

/// Names of the pictures in a folder, sorted; none where there is no such folder.
std::vector<std::string> pictures_in(const fs::path &folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto &entry : fs::directory_iterator(folder, none))
    if (is_picture(entry))
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
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

std::vector<std::string> class_folders(const std::string &dataset_root) {
  std::vector<std::string> names;
  std::error_code none;
  if (fs::exists(fs::path(dataset_root) / "training.csv", none))
    return names;
  for (const auto &entry : fs::directory_iterator(dataset_root, none)) {
    const auto name = entry.path().filename().string();
    if (name.front() != '.' && !pictures_in(entry.path()).empty())
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  std::stable_partition(names.begin(), names.end(), [](const auto &name) { return name == "neutral"; });
  return names.size() < 2 ? std::vector<std::string>() : names;
}

std::vector<LabelledFile> read_class_folders(const std::string &dataset_root,
                                             const std::vector<std::string> &emotions) {
  std::vector<LabelledFile> files;
  for (std::size_t k = 0; k < emotions.size(); ++k) {
    const auto folder = fs::path(dataset_root) / emotions[k];
    const auto names = pictures_in(folder);
    if (names.empty())
      throw Error(
          ErrorKind::NotFound,
          fmt::format("There is no picture of '{}' in {}; folders of pictures there: {}. Choose with --emotions.",
                      emotions[k], folder.string(), fmt::join(class_folders(dataset_root), ", ")));
    warn_of_other_files(folder);
    for (const auto &name : names)
      files.push_back({(folder / name).string(), static_cast<int>(k), 0});
  }
  return files;
}

std::string person_of(const std::string &path) {
  const auto name = fs::path(path).stem().string();
  const auto last = name.find_last_not_of("0123456789");
  const bool numbered = last != std::string::npos && last > 0 && last + 1 < name.size() && name[last] == '_';
  return numbered ? name.substr(0, last) : name;
}

bool is_held_out(const std::string &path, const DataOptions &options) {
  const auto name = options.held_out_by == HeldOutBy::Person ? person_of(path) : fs::path(path).filename().string();
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

DataSet data_set_of(const std::vector<LabelledFile> &files, const DataOptions &options) {
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

DataSet read_data_set(const DataOptions &options, int classes) {
  return data_set_of(read_labelled_files(options, classes), options);
}

} // namespace ganmut
