#include "trainer/data/class_folders.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <ganmut/error.h>
#include <spdlog/fmt/ranges.h>

namespace fs = std::filesystem;

namespace ganmut {

namespace {

bool is_picture(const fs::directory_entry &entry) {
  constexpr std::array endings{".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".ppm", ".pgm"};
  auto ending = entry.path().extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char letter) { return std::tolower(letter); });
  return entry.path().filename().string().front() != '.' &&
         std::find(endings.begin(), endings.end(), ending) != endings.end();
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
    for (const auto &name : names)
      files.push_back({(folder / name).string(), static_cast<int>(k), 0});
  }
  return files;
}

} // namespace ganmut
