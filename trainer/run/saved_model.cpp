#include "trainer/run/saved_model.h"

#include <filesystem>
#include <set>

#include <fmt/ranges.h>
#include <ganmut/error.h>

#include "trainer/run/folder.h"

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
