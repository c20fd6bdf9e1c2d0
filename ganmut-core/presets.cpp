#include <ganmut/presets.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include <ganmut/error.h>

#include "checkpoint/model_folders.h"
#include "error/translate.h"

namespace ganmut {
namespace {

namespace fs = std::filesystem;

fs::path find_file() {
  std::string searched;
  for (const auto &folder : model_folders()) {
    std::error_code ignored;
    if (const auto path = folder / "presets.json"; fs::exists(path, ignored))
      return path;
    searched += (searched.empty() ? "" : ", ") + folder.string();
  }
  throw Error(ErrorKind::NotFound, "There is no presets.json in " + searched + ".");
}

std::vector<Preset> read(const fs::path &path) {
  std::ifstream file(path);
  if (!file)
    throw Error(ErrorKind::Unreadable, "The presets in " + path.string() + " cannot be read.");
  std::vector<Preset> all;
  try {
    for (const auto &entry : nlohmann::json::parse(file)) {
      const auto text = [&](const char *key) { return entry.at(key).get<std::string>(); };
      all.push_back({text("name"), text("emotion"), text("action-units"), text("says"), text("source")});
    }
  } catch (const nlohmann::json::exception &error) {
    throw Error(ErrorKind::BadFile,
                path.string() + " is no list of presets, each with name, emotion, action-units, says and source.",
                error.what());
  }
  return all;
}

} // namespace

std::vector<Preset> presets() {
  return translated("read the presets", [] { return read(find_file()); });
}

Preset find_preset(const std::string &name) {
  const auto all = presets();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Preset &preset) { return preset.name == name; });
  if (found != all.end())
    return *found;
  std::string names;
  for (const auto &preset : all)
    names += (names.empty() ? "" : ", ") + preset.name;
  throw Error(ErrorKind::BadArgument, "No preset is named '" + name + "'; there are " + names + ".");
}

} // namespace ganmut
