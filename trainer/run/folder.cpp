#include "trainer/run/folder.h"

#include <charconv>
#include <filesystem>

#include <ganmut/error.h>

namespace ganmut {

void make_folder(const std::string &folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure)
    throw Error(ErrorKind::Failed, "The folder " + folder + " cannot be made.", failure.message());
}

std::map<std::int64_t, std::string, std::greater<>> numbered_files(const std::string &folder,
                                                                   const std::string &ending) {
  std::map<std::int64_t, std::string, std::greater<>> files;
  std::error_code missing;
  for (const auto &entry : std::filesystem::directory_iterator(folder, missing)) {
    const auto name = entry.path().filename().string();
    std::int64_t number = 0;
    const auto *const end = name.data() + name.size();
    const auto [stop, failure] = std::from_chars(name.data(), end, number);
    if (failure == std::errc() && number >= 0 && std::string(stop, end) == ending)
      files[number] = entry.path().string();
  }
  return files;
}

} // namespace ganmut
