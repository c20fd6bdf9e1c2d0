#include "trainer/run/run_folder.h"

#include <charconv>
#include <filesystem>
#include <set>

#include <fmt/ranges.h>
#include <ganmut/error.h>

namespace fs = std::filesystem;

namespace ganmut {

namespace {

/// Iterations of which `folder` holds a generator.
std::set<std::int64_t> saved_iterations(const std::string &folder) {
  std::set<std::int64_t> found;
  for (const auto *ending : {"-G.safetensors", "-G.ckpt"})
    for (const auto &[iteration, path] : numbered_files(folder, ending))
      found.insert(iteration);
  return found;
}

} // namespace

void make_folder(const std::string &folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure)
    throw Error(ErrorKind::Failed, "The folder " + folder + " cannot be made.", failure.message());
}

std::map<std::int64_t, std::string, std::greater<>> numbered_files(const std::string &folder,
                                                                   const std::string &ending) {
  std::map<std::int64_t, std::string, std::greater<>> files;
  std::error_code missing;
  for (const auto &entry : fs::directory_iterator(folder, missing)) {
    const auto name = entry.path().filename().string();
    std::int64_t number = 0;
    const auto *const end = name.data() + name.size();
    const auto [stop, failure] = std::from_chars(name.data(), end, number);
    if (failure == std::errc() && number >= 0 && std::string(stop, end) == ending)
      files[number] = entry.path().string();
  }
  return files;
}

ModelFile saved_generator(const std::string &folder, std::int64_t iteration, const std::vector<std::string> &names,
                          int image_size) {
  const auto start = folder + "/" + std::to_string(iteration) + "-G";
  if (fs::exists(start + ".safetensors"))
    return read_model(start + ".safetensors");
  if (fs::exists(start + ".ckpt")) {
    auto model = read_model(start + ".ckpt");
    model.info.image_size = image_size;
    if (!names.empty())
      model.info.emotions = names;
    return model;
  }
  const auto found = saved_iterations(folder);
  throw Error(ErrorKind::NotFound,
              fmt::format("There is no {}.safetensors and no {}.ckpt; {}.", start, start,
                          found.empty() ? "no model is saved in this folder, name another as --model_save_dir"
                                        : fmt::format("--test_iters can be {}", fmt::join(found, ", "))));
}

} // namespace ganmut
