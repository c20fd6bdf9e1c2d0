#pragma once

#include <filesystem>
#include <vector>

namespace ganmut {

/// Where models and presets are looked up: the folders of `$GANMUT_MODEL_PATH`, separated by ':', then the installed
/// one.
std::vector<std::filesystem::path> model_folders();

} // namespace ganmut
