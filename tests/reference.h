#pragma once

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "checkpoint/official_checkpoint.h"
#include "suite.h"

/// The official code's numbers: a folder with a manifest.json that describes every file in it.
namespace reference {

using Json = nlohmann::ordered_json;

/// $GANMUT_REFERENCE_DIR, or ../shared/reference where that exists, else empty.
inline std::filesystem::path folder() {
  return suite::folder("GANMUT_REFERENCE_DIR", "../shared/reference");
}

inline const Json &manifest() {
  static const Json parsed = [] {
    std::ifstream file(folder() / "manifest.json");
    return Json::parse(file);
  }();
  return parsed;
}

/// The manifest's files whose path begins with `start`, with their entries, in its order.
inline std::vector<std::pair<std::string, Json>> files(const std::string &start) {
  std::vector<std::pair<std::string, Json>> result;
  for (const auto &[path, entry] : manifest().at("files").items())
    if (path.rfind(start, 0) == 0)
      result.emplace_back(path, entry);
  return result;
}

/// The tensors of a `.ckpt` or `.pt` file; `path` as in the manifest.
inline ganmut::StateDict load(const std::string &path) {
  return ganmut::read_official_checkpoint((folder() / path).string());
}

/// False where run() will not come to the tests: nothing can be counted then.
inline bool exists() {
  return std::filesystem::exists(folder() / "manifest.json");
}

/// Runs `suite`, or skips it by name where there is no reference folder.
inline int run(Suite *suite, const char *name) {
  if (exists())
    return suite::run(suite);
  if (!folder().empty()) {
    std::printf("%s: there is no manifest.json in '%s'\n", name, folder().c_str());
    return EXIT_FAILURE;
  }
  return suite::skip(std::string(name) + ": set GANMUT_REFERENCE_DIR to the folder of the reference numbers");
}

} // namespace reference
